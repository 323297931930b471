"""`datapackage.json`: the Frictionless Tabular Data Package that describes a programme folder."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from tempa.values.programme.columns import SCHEMA
from tempa.values.programme.errors import Sentence
from tempa.values.programme.schema import Column, TableSchema

_TYPE = {"text": "string", "choice": "string", "integer": "integer", "number": "number", "date": "date"}
_MEND = ("Buat ulang dengan `python3 run.py convert FOLDER FOLDER-BARU`.",
         "Make it again with `python3 run.py convert FOLDER NEW-FOLDER`.")


def description_of(values: dict[str, str]) -> dict[str, Any]:
    """The descriptor of a programme with the settings `values` (code, name_id, name_en …)."""
    name = re.sub(r"[^a-z0-9._-]+", "-", values.get("code", "").lower()).strip("-") or "programme"
    return {
        "profile": "tabular-data-package",
        "name": name,
        "title": values.get("name_en", "") or values.get("name_id", "") or name,
        "description": values.get("name_id", ""),
        "resources": [_resource(table) for table in SCHEMA.values()],
    }


def _resource(table: TableSchema) -> dict[str, Any]:
    schema: dict[str, Any] = {"fields": [_field(column) for column in table.columns], "missingValues": [""]}
    if table.key:
        schema["primaryKey"] = list(table.key)
    keys = [_foreign_key(table, column) for column in table.columns if column.refers and table.name != "closures"]
    if keys:  # the `*` of closures is no code, so it has no foreign key
        schema["foreignKeys"] = keys
    return {
        "name": table.name,
        "title": table.name_en,
        "path": f"{table.name}.csv",
        "profile": "tabular-data-resource",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "dialect": {"delimiter": ",", "header": True, "lineTerminator": "\n"},
        "schema": schema,
    }


def _field(column: Column) -> dict[str, Any]:
    field: dict[str, Any] = {"name": column.name, "type": _TYPE[column.kind], "title": column.name_en,
                             "description": column.meaning_en}
    constraints: dict[str, Any] = {}
    if not column.optional and column.kind != "text":
        constraints["required"] = True
    if column.choices:
        constraints["enum"] = list(column.choices)
    if constraints:
        field["constraints"] = constraints
    return field


def _foreign_key(table: TableSchema, column: Column) -> dict[str, Any]:
    """Frictionless writes "" for the table itself."""
    resource = "" if column.refers == table.name else column.refers
    return {"fields": [column.name],
            "reference": {"resource": resource, "fields": [SCHEMA[column.refers].key[0]]}}


def description_faults(folder: Path) -> list[Sentence]:
    """What in a folder's descriptor disagrees with the format."""
    try:
        described = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
        resources = {resource["name"]: resource for resource in described.get("resources", [])}
        return [fault for table in SCHEMA.values() for fault in _resource_faults(table, resources)]
    except FileNotFoundError:
        return [_fault("tidak ada", "is missing")]
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        return [_fault(f"tidak dapat dibaca ({error})", f"cannot be read ({error})")]


def _resource_faults(table: TableSchema, resources: dict[str, Any]) -> list[Sentence]:
    if table.name not in resources:
        return [_fault(f"tidak menyebut tabel {table.name}", f"does not name the table {table.name}")]
    resource, faults = resources[table.name], []
    if [field["name"] for field in resource.get("schema", {}).get("fields", [])] != table.header:
        faults.append(_fault(f"menyebut kolom lain untuk {table.name}", f"names other columns for {table.name}"))
    if resource.get("path") != f"{table.name}.csv":
        faults.append(_fault(f"menunjuk berkas lain untuk {table.name}", f"points to another file for {table.name}"))
    return faults


def _fault(what_id: str, what_en: str) -> Sentence:
    return Sentence(f"datapackage.json {what_id}. {_MEND[0]}", f"datapackage.json {what_en}. {_MEND[1]}")
