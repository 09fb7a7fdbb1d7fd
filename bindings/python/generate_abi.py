#!/usr/bin/env python3
"""Writes src/reactivation/_abi.py from the C headers: constants, structs, callbacks, functions.

usage: generate_abi.py [--check] [INCLUDE_FOLDER]

--check compares what would be written with the file, and ends with 1 when they differ. The headers
are C99 of a narrow kind (docs/c-api.md); whatever is not understood ends the run.
"""
import pathlib
import re
import sys

HERE = pathlib.Path(__file__).resolve().parent
INCLUDE = HERE.parent.parent / "capi/include"
TARGET = HERE / "src/reactivation/_abi.py"
ORDER = ["base", "documents", "columns", "ports", "engine", "events", "people"]
PREFIX = "reactivation_"

# C's own types: the name in ctypes and the size on every 64-bit Linux.
SCALARS = {"int64_t": ("c_int64", 8), "uint64_t": ("c_uint64", 8), "int32_t": ("c_int32", 4),
           "uint32_t": ("c_uint32", 4), "uint16_t": ("c_uint16", 2), "uint8_t": ("c_uint8", 1),
           "size_t": ("c_size_t", 8), "reactivation_status": ("c_int32", 4)}
HEAD = '''"""The C API's constants, structs, callbacks and functions.

Generated from capi/include by bindings/python/generate_abi.py. Do not edit.
"""

from __future__ import annotations

from ctypes import (CFUNCTYPE, POINTER, Structure, c_char, c_char_p, c_int32, c_int64, c_size_t,
                    c_uint8, c_uint16, c_uint32, c_uint64, c_void_p)

TYPE_CHECKING = False  # typing is not loaded for this
if TYPE_CHECKING:
    from typing import Any
'''


def cleaned(include):
    text = ""
    for name in ORDER:
        text += (include / f"reactivation/c/{name}.h").read_text(encoding="utf-8")
    known = {path.stem for path in (include / "reactivation/c").glob("*.h")}
    assert known == set(ORDER), f"headers that are not in ORDER: {known ^ set(ORDER)}"
    text = re.sub(r"/\*.*?\*/", " ", text, flags=re.S)
    text = re.sub(r"#if defined\(__GNUC__\).*?#endif", " ", text, flags=re.S)
    return re.sub(r'extern "C" \{', " ", text)


def class_name(name):
    """reactivation_plan_input -> PlanInput"""
    return "".join(part.capitalize() for part in name.removeprefix(PREFIX).split("_"))


class Reader:
    def __init__(self, text):
        self.constants = {}
        self.sizes = {ctype: size for ctype, size in SCALARS.values()}
        self.sizes |= {"c_void_p": 8}
        self.structs = {}
        self.opaque = []
        self.callbacks = {}
        self.functions = {}
        self.body = []  # lines of Python, in the order of the headers
        self.read_constants(text)
        self.read_declarations(re.sub(r"^\s*#.*$", "", text, flags=re.M))

    def read_constants(self, text):
        for name, value in re.findall(r"^#define REACTIVATION_(\w+) +(.+?) *$", text, flags=re.M):
            value = value.replace("(size_t)", "").replace("INT64_MIN", "-(2**63)")
            if re.search(r"_H$|^API$", name):
                continue
            self.constants[name] = re.sub(r"\b(0x[0-9A-Fa-f]+|\d+)u\b", r"\1", value)

    def ctype(self, c, *, of_result=False):
        """The ctypes expression of a C type; texts that the library owns are c_char_p results."""
        c = re.sub(r"\s+", " ", c).strip().replace(" *", "*")
        if c == "const char*" and of_result:
            return "c_char_p"
        if c in ("void*", "const char*"):  # never c_char_p: it would stop at the first 0
            return "c_void_p"
        if c == "char*":
            return "POINTER(c_char)"
        if c.endswith("*"):
            return f"POINTER({self.ctype(c[:-1].removeprefix('const '))})"
        if c in SCALARS:
            return SCALARS[c][0]
        name = class_name(c)
        assert name in self.structs or name in self.opaque or name in self.callbacks, c
        return name

    def signature(self, result, arguments):
        out = ["None" if result.strip() == "void" else self.ctype(result, of_result=True)]
        for argument in filter(None, (each.strip() for each in arguments.split(","))):
            if argument != "void":
                out.append(self.ctype(re.fullmatch(r"(.*?[\s*])\w+", argument, re.S)[1]))
        return out

    def size_of(self, ctype):
        if ctype.startswith("POINTER(") or ctype in self.callbacks or "CFUNCTYPE" in ctype:
            return 8
        array = re.fullmatch(r"(\w+) \* (\w+)", ctype)
        if array:
            return int(self.constants[array[2]]) * {"c_char": 1}[array[1]]
        return self.sizes[ctype]

    def align_of(self, ctype):
        if ctype in self.structs:
            return max(self.align_of(field) for _, field in self.structs[ctype])
        return 1 if "c_char *" in ctype else min(8, self.size_of(ctype))

    def read_declarations(self, text):
        pattern = (r"typedef struct (\w+) \{(.*?)\} \1;|typedef struct (\w+) \3;"
                   r"|typedef (\w+) \(\*(\w+)\)\((.*?)\);|REACTIVATION_API\s+([^;]*?)"
                   r"\b(reactivation_\w+)\(([^;]*?)\);|typedef int32_t reactivation_status;")
        for found in re.finditer(pattern, text, flags=re.S):
            if found[1]:
                self.read_struct(class_name(found[1]), found[2])
            elif found[3]:
                name = class_name(found[3])
                self.opaque.append(name)
                self.body += ["", "", f"class {name}(Structure):",
                              '    """Opaque: only pointers to it exist."""']
            elif found[5]:
                name = class_name(found[5])
                self.body += ["", "", f"{name} = CFUNCTYPE("
                              f"{', '.join(self.signature(found[4], found[6]))})"]
                self.callbacks[name] = True
            elif found[8]:
                self.functions[found[8]] = self.signature(found[7], found[9])
        rest = re.sub(pattern, "", text, flags=re.S)
        assert not re.sub(r"[\s}]", "", rest), f"not understood: {rest.split()[:20]}"

    def read_struct(self, name, members):
        fields, lines = [], []
        for member in filter(None, (each.strip() for each in members.split(";"))):
            function = re.fullmatch(r"(\w+) \(\*(\w+)\)\((.*)\)", member, re.S)
            array = re.fullmatch(r"char (\w+)\[REACTIVATION_(\w+)\]", member)
            if function:
                callback = name + class_name(function[2])
                lines.append(f"{callback} = CFUNCTYPE("
                             f"{', '.join(self.signature(function[1], function[3]))})")
                self.callbacks[callback] = True
                fields.append((function[2], callback))
            elif array:
                fields.append((array[1], f"c_char * {array[2]}"))
            else:
                found = re.fullmatch(r"(.*?[\s*])(\w+)", member, re.S)
                fields.append((found[2], self.ctype(found[1])))
        self.structs[name] = fields
        end, aligned = 0, 1
        for _, ctype in fields:
            align = self.align_of(ctype)
            aligned = max(aligned, align)
            end = -(-end // align) * align + self.size_of(ctype)
        self.sizes[name] = -(-end // aligned) * aligned
        self.body += [""] + lines if lines else []
        self.body += ["", "", f"class {name}(Structure):", "    _fields_ = ["]
        self.body += [f'        ("{field}", {ctype}),' for field, ctype in fields] + ["    ]"]

    def offsets(self, name):
        end = 0
        for field, ctype in self.structs[name]:
            align = self.align_of(ctype)
            end = -(-end // align) * align
            yield field, end
            end += self.size_of(ctype)


def wrapped(head, items, indent):
    """`head` and the items, on as many lines of 100 columns as it takes."""
    lines, line = [], head
    for at, item in enumerate(items):
        part = item + ("," if at + 1 < len(items) else "")
        if len(line) + len(part) + 2 > 100:
            lines.append(line.rstrip())
            line = " " * indent
        line += part + " "
    return lines + [line.rstrip()]


def generated(include):
    reader = Reader(cleaned(include))
    lines = [HEAD]
    lines += [f"{name} = {value}" for name, value in reader.constants.items()]
    lines += reader.body
    lines += ["", "", "# Size and offsets of each struct on 64-bit Linux: what the handshake and",
              "# the compiler (in a test) are asked to confirm.",
              "LAYOUT: dict[type[Structure], tuple[int, dict[str, int]]] = {"]
    for name in reader.structs:
        items = [f'"{field}": {offset}' for field, offset in reader.offsets(name)]
        lines += wrapped(f"    {name}: ({reader.sizes[name]}, {{", items, 8)
        lines[-1] += "}),"
    lines += ["}", "", "# Result and arguments of every function.",
              "FUNCTIONS: dict[str, tuple[Any, list[Any]]] = {"]
    for name, (result, *arguments) in sorted(reader.functions.items()):
        lines += wrapped(f'    "{name}": ({result}, [', arguments, 8)
        lines[-1] += "]),"
    lines += ["}", "", "# What sets a struct's size and defaults.",
              "INITIALISERS: dict[str, type[Structure]] = {"]
    for name in sorted(reader.functions):
        if name.endswith("_init"):
            lines.append(f'    "{name}": {class_name(name.removesuffix("_init"))},')
    return "\n".join(lines + ["}"]) + "\n"


def main():
    arguments = [each for each in sys.argv[1:] if each != "--check"]
    text = generated(pathlib.Path(arguments[0]) if arguments else INCLUDE)
    if "--check" in sys.argv:
        if TARGET.read_text(encoding="utf-8") != text:
            print(f"{TARGET.name} is not what the headers say: run {pathlib.Path(__file__).name}")
            return 1
        return 0
    TARGET.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
