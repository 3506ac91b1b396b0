"use strict";
// Shows /openapi.json and lets a reader try its calls. Text only ever goes in as text.

const element = (name, properties = {}, ...children) => {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
};

// The few forms of Markdown that the document uses: **strong**, `code`, and a blank line between paragraphs.
const inline = (text) =>
  text.split(/(\*\*[^*]+\*\*|`[^`]+`)/).filter(Boolean).map((part) => {
    if (part.startsWith("**") && part.length > 4) return element("strong", {}, ...inline(part.slice(2, -2)));
    if (part.startsWith("`") && part.length > 2) return element("code", { textContent: part.slice(1, -1) });
    return part.replace(/\s*\n\s*/g, " ");
  });

const said = (text) => element("span", {}, ...inline(text || ""));

const prose = (text) =>
  element("div", {}, ...(text || "").trim().split(/\n\s*\n/).map((paragraph) => element("p", {}, ...inline(paragraph))));

const resolve = (spec, schema) =>
  schema && schema.$ref ? schema.$ref.split("/").slice(1).reduce((part, name) => part[name], spec) : schema || {};

const typeOf = (spec, schema) => {
  if (schema.$ref) return schema.$ref.split("/").pop();
  if (schema.anyOf) return schema.anyOf.map((one) => typeOf(spec, one)).join(" | ");
  if (schema.enum) return schema.enum.map((one) => JSON.stringify(one)).join(" | ");
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.type === "array") return `${typeOf(spec, schema.items || {})}[]`;
  return schema.format ? `${schema.type} (${schema.format})` : schema.type || "any";
};

const limits = (schema) =>
  ["minimum", "maximum", "minLength", "maxLength", "default"]
    .filter((name) => schema[name] !== undefined && schema[name] !== null)
    .map((name) => `${name} ${JSON.stringify(schema[name])}`)
    .join(", ");

const row = (...cells) => element("tr", {}, ...cells.map((cell) => element("td", {}, cell)));

const fields = (spec, schema) => {
  const whole = resolve(spec, schema);
  const required = new Set(whole.required || []);
  const rows = Object.entries(whole.properties || {}).map(([name, field]) =>
    row(
      element("code", { textContent: required.has(name) ? `${name} *` : name }),
      typeOf(spec, field),
      said([field.description, limits(field)].filter(Boolean).join(" · ")),
    ),
  );
  return element("table", {}, ...rows);
};

const bodySchema = (spec, operation) => {
  const content = operation.requestBody && operation.requestBody.content["application/json"];
  if (!content) return null;
  const schema = content.schema.anyOf ? content.schema.anyOf.find((one) => one.$ref) : content.schema;
  return resolve(spec, schema);
};

const example = (schema) => {
  const values = Object.entries(schema.properties || {})
    .filter(([name, field]) => (schema.required || []).includes(name) || field.examples)
    .map(([name, field]) => [name, field.examples ? field.examples[0] : field.type === "array" ? [2, 1] : 1]);
  return JSON.stringify(Object.fromEntries(values), null, 2);
};

const call = async (method, path, inputs, body, key, output) => {
  let url = path;
  const query = new URLSearchParams();
  for (const { parameter, input } of inputs) {
    if (parameter.in === "path") url = url.replace(`{${parameter.name}}`, encodeURIComponent(input.value));
    else if (parameter.in === "query" && input.value) query.append(parameter.name, input.value);
  }
  if ([...query].length) url += `?${query}`;
  const headers = { "X-API-Key": key };
  for (const { parameter, input } of inputs) if (parameter.in === "header" && input.value) headers[parameter.name] = input.value;
  if (body) headers["Content-Type"] = "application/json";
  output.textContent = "…";
  try {
    const answer = await fetch(url, { method, headers, body: body || undefined });
    const type = answer.headers.get("content-type") || "";
    const text = type.includes("json") ? JSON.stringify(await answer.json(), null, 2) : type.startsWith("text/") ? await answer.text() : `(${type})`;
    output.textContent = `${answer.status} ${answer.statusText}\n${text}`;
  } catch (error) {
    output.textContent = String(error);
  }
};

const trial = (spec, path, method, operation) => {
  const inputs = (operation.parameters || []).map((parameter) => ({ parameter, input: element("input") }));
  const schema = bodySchema(spec, operation);
  const body = schema ? element("textarea", { rows: 6, value: example(schema) }) : null;
  const output = element("pre", { hidden: true });
  const button = element("button", { textContent: "Send" });
  button.addEventListener("click", () => {
    output.hidden = false;
    const key = document.getElementById("key").value.trim();
    call(method, path, inputs, body && body.value.trim(), key, output);
  });
  const labels = inputs.map(({ parameter, input }) => element("label", {}, `${parameter.name} (${parameter.in})`, input));
  return element("div", {}, ...labels, ...(body ? [element("label", {}, "JSON body", body)] : []), button, output);
};

const operationOf = (spec, path, method, operation) => {
  const content = element("div", {}, prose(operation.description));
  if ((operation.parameters || []).length) {
    const rows = operation.parameters.map((one) =>
      row(element("code", { textContent: one.required ? `${one.name} *` : one.name }), `${one.in}, ${typeOf(spec, one.schema)}`,
        said([one.description, limits(one.schema)].filter(Boolean).join(" · "))));
    content.append(element("h4", { textContent: "Parameters" }), element("table", {}, ...rows));
  }
  const schema = bodySchema(spec, operation);
  if (schema) content.append(element("h4", { textContent: "JSON body" }), fields(spec, schema));
  const answers = Object.entries(operation.responses).map(([status, one]) => {
    const json = one.content && one.content["application/json"];
    return row(element("code", { textContent: status }), said(one.description), json ? typeOf(spec, json.schema) : Object.keys(one.content || {}).join(", "));
  });
  content.append(element("h4", { textContent: "Answers" }), element("table", {}, ...answers));
  content.append(element("h4", { textContent: "Try it" }), trial(spec, path, method, operation));
  const verb = method.toUpperCase();
  return element("details", { className: "call", id: operation.operationId },
    element("summary", {}, element("span", { className: `method ${verb}`, textContent: verb }),
      element("code", { textContent: path }), element("span", { className: "quiet" }, said(operation.summary))),
    content);
};

const show = (spec) => {
  document.title = `${spec.info.title} API ${spec.info.version}`;
  document.getElementById("summary").textContent = `${spec.info.summary} Version ${spec.info.version}.`;
  const main = document.getElementById("main");
  const key = element("input", { id: "key", type: "password", autocomplete: "off", placeholder: "sr_…" });
  main.replaceChildren(prose(spec.info.description), element("label", {}, "API key, for trying calls", key));
  const operations = Object.entries(spec.paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) => ({ path, method, operation })));
  for (const tag of spec.tags) {
    const own = operations.filter(({ operation }) => (operation.tags || [])[0] === tag.name);
    if (own.length) main.append(element("h2", { textContent: tag.name }), element("p", { className: "quiet" }, said(tag.description)),
      ...own.map(({ path, method, operation }) => operationOf(spec, path, method, operation)));
  }
  main.append(element("h2", { textContent: "Models" }));
  for (const [name, schema] of Object.entries(spec.components.schemas)) {
    main.append(element("details", { className: "call" }, element("summary", {}, element("code", { textContent: name }),
      element("span", { className: "quiet" }, said(schema.description))),
      element("div", {}, schema.properties ? fields(spec, schema) : typeOf(spec, schema))));
  }
};

fetch("/openapi.json").then((answer) => answer.json()).then(show)
  .catch((error) => { document.getElementById("main").textContent = `The document could not be read: ${error}`; });
