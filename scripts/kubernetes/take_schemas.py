"""Take the JSON schemas of custom resources out of CRDs: `python -m scripts.kubernetes.take_schemas CRD.yaml…`.

What is kept is what validates; whatever has words in it stays where it came from. deploy/kubernetes/schemas/README.md
says which releases these are of.
"""

import json
import sys
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).parents[2] / "deploy/kubernetes/schemas"
PLAIN = frozenset(
    {
        "type", "required", "enum", "pattern", "minimum", "maximum", "minLength", "maxLength", "minItems", "maxItems",
        "format", "nullable", "x-kubernetes-int-or-string", "x-kubernetes-preserve-unknown-fields",
    }
)  # fmt: skip
ONE, MANY = ("items", "additionalProperties", "not"), ("anyOf", "oneOf", "allOf")


def validating(schema: Any) -> Any:
    """The part of a schema that validates."""
    if not isinstance(schema, dict):
        return schema
    kept = {key: value for key, value in schema.items() if key in PLAIN}
    kept |= {key: validating(schema[key]) for key in ONE if key in schema}
    kept |= {key: [validating(one) for one in schema[key]] for key in MANY if key in schema}
    if "properties" in schema:
        kept["properties"] = {name: validating(one) for name, one in schema["properties"].items()}
    return kept


def main(argv: list[str]) -> int:
    """One file for each version that is served, `<kind>_<group>_<version>.json`."""
    for name in argv:
        crd = yaml.safe_load(Path(name).read_text("utf-8"))["spec"]
        for version in crd["versions"]:
            schema = validating(version["schema"]["openAPIV3Schema"])
            schema["properties"].pop("status", None)
            file = FOLDER / f"{crd['names']['kind']}_{crd['group']}_{version['name']}.json"
            file.write_text(json.dumps(schema, sort_keys=True, separators=(",", ":")) + "\n", "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
