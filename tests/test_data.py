"""The data contract: docs/data.md names what templates get, docs/brief.schema.json is the type of the JSON."""

from __future__ import annotations

import json
import os
import re
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

import msgspec
import pages
import pytest

from briefer.models import Brief
from briefer.render import sheet
from briefer.render.carried import Seal
from briefer.render.formats import render
from briefer.render.look import Look

DOCS = Path(__file__).parents[1] / "docs"
SCHEMA = DOCS / "brief.schema.json"
SHOWN = (Look, *(kind for kind in vars(sheet).values() if is_dataclass(kind) and kind.__module__ == sheet.__name__))


def made() -> dict[str, Any]:
    """The schema of an exported brief, from the types."""
    _, held = msgspec.json.schema_components([Brief, Seal], ref_template="#/$defs/{name}")
    whole, seal = held.pop("Brief"), held["Seal"]
    whole["properties"]["proof"] = {"$ref": "#/$defs/Seal"}
    seal["properties"]["sha256"] = {"type": "string"}
    whole["required"].append("proof")
    seal["required"].append("sha256")
    kind = "https://json-schema.org/draft/2020-12/schema"
    return json.loads(json.dumps({"$schema": kind, **whole, "$defs": dict(sorted(held.items()))}))


def test_the_schema_is_that_of_the_types() -> None:
    """Set BRIEFER_GOLDEN=write to write it."""
    if os.environ.get("BRIEFER_GOLDEN") == "write":
        SCHEMA.write_text(json.dumps(made(), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    assert json.loads(SCHEMA.read_text(encoding="utf-8")) == made()


def faults(value: Any, schema: dict[str, Any], whole: dict[str, Any], at: str = "brief") -> list[str]:
    """Where a value breaks a schema of the kind that msgspec writes."""
    kinds = {"object": dict, "array": list, "string": str, "integer": int, "boolean": bool, "null": type(None)}
    if "$ref" in schema:
        return faults(value, whole["$defs"][schema["$ref"].rpartition("/")[2]], whole, at)
    if "anyOf" in schema:
        return [] if any(not faults(value, one, whole, at) for one in schema["anyOf"]) else [f"{at}: {value!r}"]
    found = [f"{at}: {value!r}"] if "enum" in schema and value not in schema["enum"] else []
    if "type" in schema and type(value) is not kinds[schema["type"]]:
        return [f"{at}: {value!r} is no {schema['type']}"]
    if isinstance(value, dict):
        found += [f"{at}: no {name}" for name in schema.get("required", ()) if name not in value]
        named, more = schema.get("properties", {}), schema.get("additionalProperties")
        found += [f"{at}: {name} is unknown" for name in value if name not in named and not more]
        for name, held in value.items():
            found += faults(held, named.get(name) or more or {}, whole, f"{at}.{name}")
    for place, held in enumerate(value if isinstance(value, list) else ()):
        first = schema.get("prefixItems", ())
        found += faults(
            held, first[place] if place < len(first) else schema.get("items") or {}, whole, f"{at}[{place}]"
        )
    return found


@pytest.mark.parametrize("brief", [pages.ordinary(), pages.brief([])], ids=["ordinary", "empty"])
def test_an_exported_brief_keeps_to_the_schema(brief: Brief) -> None:
    whole = json.loads(SCHEMA.read_text(encoding="utf-8"))
    assert faults(json.loads(str(render(brief, "json"))), whole, whole) == []


@pytest.mark.parametrize(
    ("name", "value"), [("date", 5), ("sections", [{}]), ("engine", None), ("more", 1), ("changes", [{"kind": 1}])]
)
def test_a_brief_that_breaks_the_schema_is_told_from_one_that_keeps_to_it(name: str, value: Any) -> None:
    whole = json.loads(SCHEMA.read_text(encoding="utf-8"))
    assert faults({**json.loads(str(render(pages.ordinary(), "json"))), name: value}, whole, whole)


@pytest.mark.parametrize("kind", SHOWN, ids=lambda kind: kind.__name__)
def test_every_field_of_a_page_is_explained(kind: Any) -> None:
    named = set(re.findall(r"`(\w+)`", (DOCS / "data.md").read_text(encoding="utf-8")))
    assert not {field.name for field in fields(kind)} - named
