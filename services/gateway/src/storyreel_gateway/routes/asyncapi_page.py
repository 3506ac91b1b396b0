"""`/asyncapi`: every message on the bus, who says and hears it, and how to listen in; told from the document."""

import json
from collections.abc import Iterator, Mapping
from html import escape
from importlib.resources import files
from typing import Any

from storyreel_contracts.topology import RETENTION, STREAM
from storyreel_gateway.routes.errors_page import prose

Document = Mapping[str, Any]
_LIMITS = ("minimum", "exclusiveMinimum", "maximum", "exclusiveMaximum", "minLength", "maxLength", "pattern", "default")


def asyncapi_page(document: Document) -> bytes:
    """The page."""
    channels, schemas = document["channels"], document["components"]["schemas"]
    about = document["info"]
    template = files("storyreel_gateway.routes").joinpath("static", "asyncapi.html").read_text("utf-8")
    parts = {
        "title": escape(about["title"]),
        "version": escape(about["version"]),
        "description": escape(about["description"]),
        "stream": STREAM,
        "days": str(RETENTION.days),
        "overview": "\n".join(_row(document, name) for name in channels),
        "messages": "\n".join(_message(document, name) for name in channels),
        "models": "\n".join(_model(name, schema) for name, schema in schemas.items() if name not in channels),
    }
    for name, text in parts.items():
        template = template.replace(f"{{{{{name}}}}}", text)
    return template.encode()


def _row(document: Document, name: str) -> str:
    first, _ = _paragraphs(document["components"]["messages"][name]["summary"])
    said, heard = _who(document, name, "send"), _who(document, name, "receive")
    return f'<tr><td><a href="#{name}"><code>{name}</code></a></td><td>{first}</td><td>{said}</td><td>{heard}</td></tr>'


def _paragraphs(text: str) -> tuple[str, str]:
    """The first sentence of what is said about something, and the rest."""
    first, _, rest = text.partition("\n\n")
    return prose(first), f"<p>{prose(rest)}</p>" if rest else ""


def _who(document: Document, name: str, action: str) -> str:
    return ", ".join(_services(document, name, action)) or "whoever listens"


def _services(document: Document, name: str, action: str) -> Iterator[str]:
    for operation, told in document["operations"].items():
        if told["action"] == action and told["channel"]["$ref"] == f"#/channels/{name}":
            yield operation.partition(".")[0]


def _message(document: Document, name: str) -> str:
    """A message, closed; browsers open it for whoever follows a link to what is inside."""
    channel, message = document["channels"][name], document["components"]["messages"][name]
    kept = f"kept in the stream <code>{channel['x-stream']}</code>" if "x-stream" in channel else "kept nowhere"
    first, rest = _paragraphs(message["summary"])
    samples = "".join(f"<h4>Sample</h4>{_json(example['payload'])}" for example in message.get("examples", ()))
    return (
        f'<details class="call"><summary><code>{name}</code>'
        f'<span class="quiet">{first}</span></summary><div id="{name}">{rest}'
        f"<p>Subject <code>{escape(channel['address'])}</code>, {kept}. Said by: {_who(document, name, 'send')}. "
        f"Heard by: {_who(document, name, 'receive')}.</p>"
        f"{_fields(document['components']['schemas'][name])}{samples}</div></details>"
    )


def _model(name: str, schema: Document) -> str:
    shown = _fields(schema) if "properties" in schema else f"<p>{_kind(schema)}</p>"
    about, rest = _paragraphs(schema.get("description", ""))
    return (
        f'<details class="call"><summary><code>{name}</code><span class="quiet">{about}</span></summary>'
        f'<div id="{name}">{rest}{shown}</div></details>'
    )


def _fields(schema: Document) -> str:
    required = schema.get("required", ())
    rows = (
        f"<tr><td><code>{name}{' *' if name in required else ''}</code></td><td>{_kind(field)}</td>"
        f"<td>{prose(_remarks(field))}</td></tr>"
        for name, field in schema.get("properties", {}).items()
    )
    return f"<table><tr><th>field</th><th>type</th><th></th></tr>{''.join(rows)}</table>"


def _kind(field: Document) -> str:
    """A type in a word or two; models lead to their own fields."""
    if "$ref" in field:
        name = field["$ref"].rpartition("/")[2]
        return f'<a href="#{name}">{name}</a>'
    if "anyOf" in field:
        return " or ".join(_kind(one) for one in field["anyOf"])
    if "enum" in field or "const" in field:
        return ", ".join(f"<code>{escape(str(word))}</code>" for word in field.get("enum", [field.get("const")]))
    if field.get("type") == "array":
        return f"list of {_kind(field.get('items', {}))}"
    return escape(str(field.get("format") or field.get("type", "any")))


def _remarks(field: Document) -> str:
    said = [field["description"]] if "description" in field else []
    for part in (field, *field.get("anyOf", ())):
        said += [f"{limit} {part[limit]}" for limit in _LIMITS if part.get(limit) not in (None, "")]
    return "; ".join(said)


def _json(value: object) -> str:
    return f"<pre>{escape(json.dumps(value, indent=2, ensure_ascii=False))}</pre>"
