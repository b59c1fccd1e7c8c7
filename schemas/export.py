"""The vocabulary as JSON Schema, and an OpenAPI document with it in the place of what the framework guessed."""

import importlib
import pkgutil
from enum import Enum
from typing import Any

import msgspec

import schemas

REF = "#/components/schemas/{name}"
BOUNDS = {"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"}


def words() -> list[type]:
    """Returns every struct and enum of the vocabulary, in the order of their names."""
    modules = [importlib.import_module(f"schemas.{found.name}") for found in pkgutil.iter_modules(schemas.__path__)]
    named = [value for module in modules for value in vars(module).values() if isinstance(value, type)]
    ours = {
        word for word in named if word.__module__.startswith("schemas.") and issubclass(word, msgspec.Struct | Enum)
    }
    return sorted(ours, key=lambda word: word.__name__)


def components() -> dict[str, Any]:
    """Returns the JSON Schema of every word, with docstrings, bounds, defaults and discriminators."""
    _, found = msgspec.json.schema_components(words(), ref_template=REF)
    return {name: _whole_bounds(schema) for name, schema in sorted(found.items())}


def with_words(document: dict[str, Any]) -> dict[str, Any]:
    """Returns the OpenAPI document with our components over its own of the same names; keys in order."""
    own = document.get("components", {})
    merged = {**own, "schemas": dict(sorted({**own.get("schemas", {}), **components()}.items()))}
    return {**document, "components": merged, "paths": dict(sorted(document.get("paths", {}).items()))}


def _whole_bounds(schema: Any) -> Any:
    """msgspec writes the bounds of integers as floats (1.0), which generators turn into other types."""
    if isinstance(schema, list):
        return [_whole_bounds(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    return {
        key: int(value)
        if key in BOUNDS and isinstance(value, float) and value.is_integer() and schema.get("type") == "integer"
        else _whole_bounds(value)
        for key, value in schema.items()
    }
