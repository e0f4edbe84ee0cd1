"""Whether a JSON document is what its published schema says."""

from __future__ import annotations

import json
from functools import cache

import jsonschema

from passkeyctl.json_types import JsonObject
from passkeyctl.render.document_schemas import document_schema


@cache
def schema_of(name: str) -> jsonschema.Draft202012Validator:
    checker = jsonschema.Draft202012Validator.FORMAT_CHECKER
    return jsonschema.Draft202012Validator(document_schema(name), format_checker=checker)


def faults(document: JsonObject, name: str = "") -> list[str]:
    """By its kind, unless `name` says which schema is meant. As it is read from a file, without classes of ours."""
    plain = json.loads(json.dumps(document))
    found = schema_of(name or str(plain["kind"])).iter_errors(plain)
    return [f"{'/'.join(map(str, each.absolute_path))}: {each.message}" for each in found]
