#!/usr/bin/env python3
"""Copies sources with the bugs of bugs.txt planted in them, each behind a switch.

usage: plant.py BUGS SOURCE_ROOT OUT      writes OUT/<file> for every file named, OUT/planted_switch.hpp
                                          and OUT/planted_list.hpp
       plant.py BUGS SOURCE_ROOT --files  prints the files named, one on a line
       plant.py BUGS SOURCE_ROOT --check  says whether every text is still there

A bug is a block of lines, and an empty line ends it:

    bug NAME
    breaks I1 I15            the invariants of which one is expected to be reported
    why ONE LINE             how it comes about
    in src/core/permit.cpp   any number of places, each with
    - TEXT                   what stands there, exactly once in the file, over as many lines as it takes
    + TEXT                   what stands there instead; PLANTED is true while the bug is switched on

Lines that begin with # are remarks. Exit code 1, with the bug and the file, when a text is not found
exactly once: then the list does not tell the truth any more.
"""
import pathlib
import sys

SWITCH = """// Made by plant.py: which planted bug is switched on in this thread; 0 is none.
#pragma once

namespace reactivation::planted {

inline constinit thread_local int active = 0;
[[nodiscard]] inline bool is_on(int bug) noexcept { return active == bug; }

}  // namespace reactivation::planted
"""


class Place:
    def __init__(self, file):
        self.file = file
        self.find = []
        self.put = []


class Bug:
    def __init__(self, name, number):
        self.name = name
        self.number = number
        self.breaks = ""
        self.why = ""
        self.places = []


def stop(message):
    sys.exit(f"plant.py: {message}")


def read_bugs(path):
    bugs = []
    bug = None
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        word, _, rest = line.partition(" ")
        if line.startswith("#") or (not line and bug is None):
            continue
        if not line:
            bug = None
        elif word == "bug":
            bug = Bug(rest.strip(), len(bugs) + 1)
            if any(bug.name == other.name for other in bugs):
                stop(f"{path}:{number}: there is another bug {bug.name}")
            bugs.append(bug)
        elif bug is None:
            stop(f"{path}:{number}: no bug begins here")
        elif word == "breaks":
            bug.breaks = rest.strip()
        elif word == "why":
            bug.why = rest.strip()
        elif word == "in":
            bug.places.append(Place(rest.strip()))
        elif word in ("-", "+") and bug.places:
            place = bug.places[-1]
            if word == "-" and place.put:  # the next place in the same file
                place = Place(place.file)
                bug.places.append(place)
            (place.find if word == "-" else place.put).append(rest)
        else:
            stop(f"{path}:{number}: what is this?")
    for bug in bugs:
        if not bug.breaks or not bug.why or not bug.places:
            stop(f"bug {bug.name}: it has to say what it breaks, why, and where")
    return bugs


def plant(bugs, root):
    """The text of every file named, with all bugs in it."""
    originals = {}
    edits = {}  # by file: (where, length, text)
    for bug in bugs:
        is_switched = False
        for place in bug.places:
            if place.file not in originals:
                source = root / place.file
                if not source.is_file():
                    stop(f"bug {bug.name}: there is no {place.file}")
                originals[place.file] = source.read_text(encoding="utf-8")
            text = originals[place.file]
            find = "\n".join(place.find)
            times = text.count(find) if find else 0
            if times != 1:
                stop(f"bug {bug.name}: found {times} times, not once, in {place.file}:\n{find}")
            put = "\n".join(place.put)
            is_switched |= "PLANTED" in put
            put = put.replace("PLANTED", f"(::reactivation::planted::is_on({bug.number}))")
            edits.setdefault(place.file, []).append((text.index(find), find, put, bug))
        if not is_switched:
            stop(f"bug {bug.name}: nothing in it depends on PLANTED")
    return {file: edited(file, originals[file], edits[file]) for file in edits}


def edited(file, text, edits):
    """Bugs that change the same text are nested; those that overlap otherwise cannot be planted."""
    out = []
    at = 0
    for where, find, put, bug in sorted(edits, key=lambda edit: edit[0]):
        if where < at:
            stop(f"bug {bug.name}: its text in {file} overlaps that of another bug")
        out.append(text[at:where])
        out.append(put)
        at = where + len(find)
    out.append(text[at:])
    return "".join(out)


def quoted(text):
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def list_of(bugs):
    rows = "".join(
        f"    {{{bug.number}, {quoted(bug.name)}, {quoted(bug.breaks)}, {quoted(bug.why)}}},\n" for bug in bugs)
    return ("// Made by plant.py from bugs.txt.\n#pragma once\n\n#include <string_view>\n\n"
            "namespace reactivation::planted {\n\n"
            "struct Bug {\n  int number;\n  std::string_view name;\n  std::string_view breaks;\n"
            "  std::string_view why;\n};\n"
            f"inline constexpr Bug bugs[] = {{\n{rows}}};\n\n}}  // namespace reactivation::planted\n")


def main():
    if len(sys.argv) != 4:
        stop(__doc__)
    path, root, out = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]), sys.argv[3]
    bugs = read_bugs(path)
    if out == "--files":
        print("\n".join(sorted({place.file for bug in bugs for place in bug.places})))
        return
    files = plant(bugs, root)
    if out == "--check":
        print(f"{len(bugs)} bugs in {len(files)} files: every text is there once")
        return
    out = pathlib.Path(out)
    for file, text in files.items():
        target = out / file
        target.parent.mkdir(parents=True, exist_ok=True)
        head = f'#include "planted_switch.hpp"\n#line 1 "{file}"\n'
        target.write_text(head + text, encoding="utf-8")
    (out / "planted_switch.hpp").write_text(SWITCH, encoding="utf-8")
    (out / "planted_list.hpp").write_text(list_of(bugs), encoding="utf-8")


main()
