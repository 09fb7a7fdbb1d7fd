#!/usr/bin/env python3
"""Writes docs/service-api.md from the OpenAPI document that the service serves.

  curl -s http://127.0.0.1:8788/api/reactivation/openapi.json | scripts/service_api.py > docs/service-api.md
"""
import json
import sys

HEAD = """# The service's API

Made by `scripts/service_api.py` from the OpenAPI 3.1 document at `/api/reactivation/openapi.json`, which has
every member with its type and range; a test compares the two. All paths stand below `/api/reactivation`.
What holds for all of them (tokens, answers, statuses, keys, lists) is in [service.md](service.md).
"""


def name_of(schema):
    """`CampaignPage`, of a reference or of an answer's `data`."""
    if "$ref" in schema:
        return schema["$ref"].rsplit("/", 1)[1]
    data = schema.get("properties", {}).get("data")
    return name_of(data) if data else schema.get("type", "")


def kind_of(schema):
    if "$ref" in schema:
        return name_of(schema)
    if "const" in schema:
        return json.dumps(schema["const"])
    if "enum" in schema:
        return " ".join("null" if one is None else str(one) for one in schema["enum"])
    for word in ("anyOf", "oneOf"):
        if word in schema:
            return " or ".join(kind_of(one) for one in schema[word])
    kinds = schema.get("type", "any")
    kinds = kinds if isinstance(kinds, list) else [kinds]
    out = " or ".join("list of " + kind_of(schema["items"]) if one == "array" and "items" in schema else one
                      for one in kinds)
    low, high = schema.get("minimum"), schema.get("maximum")
    if low is not None or high is not None:
        out += f", {low if low is not None else '…'} to {high if high is not None else '…'}"
    return out


def operation(method, path, one):
    lines = [f"## {method} {path}", f"`{one['operationId']}`. {one['summary']}. {one.get('description', '')}".rstrip()]
    for parameter in one.get("parameters", []):
        if "$ref" in parameter or parameter["in"] == "path":
            continue
        lines.append(f"- `?{parameter['name']}=` {kind_of(parameter['schema'])}: {parameter['description']}")
    body = one.get("requestBody")
    if body:
        lines.append(f"- body: `{name_of(body['content']['application/json']['schema'])}`")
    (kind, media), = one["responses"]["200"]["content"].items()
    data = name_of(media["schema"]) if kind == "application/json" else kind
    others = " ".join(sorted(status for status in one["responses"] if status != "200"))
    lines.append(f"- 200: `{data}`" + (f" · {others}" if others else ""))
    return "\n".join(lines) + "\n"


def shape(name, schema):
    lines = [f"### {name}"]
    if "description" in schema:
        lines.append(schema["description"])
    required = set(schema.get("required", []))
    for member, one in schema.get("properties", {}).items():
        mark = "" if member in required else " (may be left out)"
        about = f": {one['description']}" if "description" in one else ""
        lines.append(f"- `{member}` {kind_of(one)}{mark}{about}")
    if "properties" not in schema:
        lines.append(kind_of(schema))
    return "\n".join(lines) + "\n"


def written(document):
    parts = [HEAD]
    for path, item in document["paths"].items():
        parts += [operation(method.upper(), path, one) for method, one in item.items()]
    parts.append("## Shapes")
    schemas = document["components"]["schemas"]
    parts += [shape(name, schemas[name]) for name in sorted(schemas) if "Part_" not in name]
    return "\n".join(parts)


if __name__ == "__main__":
    sys.stdout.write(written(json.load(sys.stdin)))
