#!/usr/bin/env python3
"""Checks who includes whom, and that the core stays pure (docs/architecture.md).

usage: arrows.py ROOT     prints one line a finding; exit code 1 when there is one
"""
import re
import sys
from pathlib import Path

# layer: (folders it may include of the project, third-party headers it may include)
LAYERS = {
    "core": ({"core"}, ("date/date.h", "boost/outcome")),
    "ports": ({"core", "ports"}, ("boost/outcome",)),
    "json": ({"core", "ports", "json"}, ("nlohmann/",)),
    "engine": ({"core", "ports", "engine"}, ("date/date.h",)),
    "simulation": ({"core", "ports", "engine", "simulation"}, ("date/date.h",)),
    "report": ({"core", "report"}, ()),
    "web": ({"core", "ports", "json", "engine", "web"}, ()),
    "capi": ({"core", "ports", "json", "engine", "adapters", "c"}, ("pthread.h", "unistd.h")),
}
# The C headers stand on two of C's own.
C_HEADERS = {"stddef.h", "stdint.h"}
# Adapters that a layer may use besides, by the beginning of their headers' names.
ADAPTERS_OF = {
    "simulation": ("reactivation/adapters/memory",),
    "web": tuple(f"reactivation/adapters/{name}" for name in
                 ("http", "messengers", "whatsapp", "evolution", "yclients")),
}
ADAPTER_LIBRARIES = {
    "tz": ("date/",),
    "sql": ("nlohmann/", "date/date.h"),
    "sqlite": ("sqlite3.h",),
    "postgres": ("libpq-fe.h",),
    "redis": ("hiredis/", "nlohmann/"),
    "bullmq": ("hiredis/", "nlohmann/"),
    "csv": (),
    "phone": ("phonenumbers/",),
    "outbox": (),
    "program": (),
    "system": (),
    "memory": ("date/date.h",),
    "http": ("curl/", "date/date.h"),
    "models": ("nlohmann/",),
    "gemini": ("nlohmann/",),
    "openai": ("nlohmann/",),
    "yclients": ("nlohmann/", "date/date.h"),
    "messengers": ("openssl/",),
    "whatsapp": ("nlohmann/",),
    "evolution": ("nlohmann/",),
    "telegram": ("nlohmann/",),
    "listener": ("httplib.h",),
}
# Adapters that stand on others, by the beginning of their headers' names.
ADAPTERS_UNDER = {
    "bullmq": ("reactivation/adapters/redis",),
    "sqlite": ("reactivation/adapters/sql_store",),
    "postgres": ("reactivation/adapters/sql_store",),
    "models": ("reactivation/adapters/http",),
    "gemini": ("reactivation/adapters/http", "reactivation/adapters/models"),
    "openai": ("reactivation/adapters/http", "reactivation/adapters/models"),
    "yclients": ("reactivation/adapters/http",),
    "messengers": ("reactivation/adapters/http",),
    "whatsapp": ("reactivation/adapters/http", "reactivation/adapters/messengers"),
    "evolution": ("reactivation/adapters/http", "reactivation/adapters/messengers"),
    "telegram": ("reactivation/adapters/http", "reactivation/adapters/messengers"),
}
# Names of the world outside: clocks, threads, streams, locale, chance, environment, files.
IMPURE_HEADERS = {
    "atomic", "condition_variable", "cstdio", "filesystem", "fstream", "future", "iomanip",
    "iostream", "istream", "locale", "mutex", "ostream", "random", "semaphore", "shared_mutex",
    "sstream", "stop_token", "syncstream", "thread",
}
POSIX_HEADERS = {
    "dirent.h", "fcntl.h", "poll.h", "pthread.h", "signal.h", "spawn.h", "time.h", "unistd.h",
}
IMPURE_NAMES = re.compile(
    r"\b(?:system_clock|steady_clock|high_resolution_clock)::now\b|\bgetenv\b|\brandom_device\b"
    r"|\bsetlocale\b|\bstd::(?:cout|cerr|clog|cin|thread|mutex|locale)\b|\bnlohmann\b"
    r"|\bdate/tz\.h\b|\btime\(\s*(?:nullptr|NULL|0)\s*\)|\brand\(\)|\bprintf\(")
MUTABLE_STATIC = re.compile(r"^\s*(?:static|thread_local)\s+(?!const\b|constexpr\b|_?assert)"
                            r"[\w:<>,\s*&]+\b\w+\s*(?:=|;|\{)")
# Decisions of the library that the simulator's oracle must make by itself.
DECISIONS = re.compile(
    r"\b(?:counts_as_sent|is_waiting_to_be_sent|limits_of|limits_of_level|SendCalendar|Pacer"
    r"|quota_of_day|permit_\w+|last_look|due_at|days_since|discount_for_attempt|interval_of"
    r"|table_interval_days|classify_reply|changes_of_\w+|change_of_time|judge|held_reasons"
    r"|plan_day|iso_weekday|hour_of_day|date_of|is_held_out|render_message|check_message"
    r"|greeting_name|to_e164|state_after|govern)\s*\("
    r"|\.(?:to_local|local_date|to_instant|start_of|is_skipped|is_known)\(|\battempt_id\(")
INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]')


def layer_of(path: Path):
    """The layer and, for an adapter, its name; None for files outside the layers."""
    parts = path.parts
    if parts[:2] == ("capi", "include"):
        return "c", None
    if parts[0] == "capi":
        return "capi", None
    if parts[:2] == ("include", "reactivation"):
        parts = parts[2:]
    elif parts[0] == "src":
        parts = parts[1:]
    else:
        return None
    if parts[0] == "adapters":
        return "adapters", parts[1].split(".")[0]
    return parts[0], None


def findings_of_include(layer, adapter, path, kind, name):
    if layer == "c":
        if name not in C_HEADERS and not name.startswith("reactivation/c/"):
            yield f"a C header may not include {name}"
        return
    system = kind == "<" and "/" not in name and "." not in name
    if system:
        if layer == "core" and name in IMPURE_HEADERS:
            yield f"the core may not include <{name}>"
        return
    if name.startswith("reactivation/"):
        target = name.split("/")[1]
        if layer == "adapters":
            allowed = {"core", "ports", "json"}
            own = f"reactivation/adapters/{adapter.split('_')[0]}"
            under = ADAPTERS_UNDER.get(adapter.split("_")[0], ())
            if target not in allowed and not name.startswith((own, *under)):
                yield f"an adapter may use core, ports, json and itself, not {name}"
        elif target not in LAYERS[layer][0] and not name.startswith(ADAPTERS_OF.get(layer, ())):
            yield f"{layer} may not include {name}"
        return
    if kind == '"':  # a private header: it must lie in the same folder or below
        if ".." in name:
            yield f"a private header is included from another folder: {name}"
        return
    libraries = ADAPTER_LIBRARIES.get(adapter, ()) if layer == "adapters" else LAYERS[layer][1]
    if layer == "adapters" and (name in POSIX_HEADERS or name.startswith("sys/")):
        return
    if not any(name.startswith(prefix) for prefix in libraries):
        yield f"{layer if not adapter else adapter} may not use {name}"


def findings_of_file(root: Path, path: Path):
    placed = layer_of(path.relative_to(root))
    if placed is None or (placed[0] not in ("adapters", "c") and placed[0] not in LAYERS):
        return
    layer, adapter = placed
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        found = INCLUDE.match(line)
        if found:
            for text in findings_of_include(layer, adapter, path, found[1], found[2]):
                yield f"{path.relative_to(root)}:{number}: {text}"
            continue
        code = line.split("//")[0]
        if layer == "core" and IMPURE_NAMES.search(code):
            yield f"{path.relative_to(root)}:{number}: the core is pure: {code.strip()}"
        if layer == "simulation" and path.name.startswith("oracle") and DECISIONS.search(code):
            yield f"{path.relative_to(root)}:{number}: the oracle decides by itself: {code.strip()}"
        if layer == "core" and MUTABLE_STATIC.match(code) and "(" not in code:
            yield f"{path.relative_to(root)}:{number}: the core keeps no state: {code.strip()}"


def findings(root: Path):
    for folder in ("include/reactivation", "src", "capi"):
        for path in sorted((root / folder).rglob("*")):
            if path.suffix in {".hpp", ".cpp", ".h"}:
                yield from findings_of_file(root, path)


def main():
    found = list(findings(Path(sys.argv[1]).resolve()))
    for line in found:
        print(line)
    print(f"{len(found)} findings")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
