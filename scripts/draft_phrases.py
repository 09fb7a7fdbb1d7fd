#!/usr/bin/env python3
"""Writes src/core/language/draft_phrases_*.cpp: the words that a draft may use, and which of them
stand side by side in good drafts.

  scripts/draft_phrases.py           writes both files
  scripts/draft_phrases.py --check   says whether they are what it would write

Read from tests/corpus: draft_words_<code>.txt (the words, by kind; "pair" lines are words that
are familiar only together) and drafts_good_<code>.tsv (good answers of a model).
"""
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
LANGUAGES = {"ru": "russian", "en": "english"}
# The titles of tests/core_draft/draft_worlds.hpp: a form of one stands for any service.
TITLES = {
    "ru": ["маникюр", "мужская", "стрижка", "профессиональная", "гигиена", "пилатес", "массаж"],
    "en": ["manicure", "haircut", "dental", "cleaning", "pilates", "massage"],
}
ENDS = ".!?…\n"
TOKEN = re.compile(r"\{\{\w+\}\}|[a-zа-я]+(?:'[a-zа-я]+)*|\S|\n")


def folded(text):
    return text.lower().replace("ё", "е").replace("’", "'")


def read_words(code):
    known, fixed = set(), set()
    for line in (ROOT / f"tests/corpus/draft_words_{code}.txt").read_text("utf-8").splitlines():
        kind, _, words = line.partition(": ")
        if kind == "pair":
            fixed.add(folded(words.strip()))
        elif words:
            known.update(folded(words).split())
    return known, fixed


def is_form_of(word, title):
    """As `is_of_title` in src/core/draft_check.cpp."""
    shared = 0
    while shared < min(len(word), len(title)) and word[shared] == title[shared]:
        shared += 1
    return len(title) >= 4 and shared >= max(4, len(title) - 2) and len(word) <= len(title) + 2


def is_end(token):
    return token in ENDS or ord(token[0]) > 0x2600


def sentences(text):
    row = []
    for token in TOKEN.findall(folded(text)):
        if is_end(token):
            if row:
                yield row
            row = []
        elif token[0].isalpha() or token.startswith("{{"):
            row.append(token.replace("{{", "{").replace("}}", "}"))
    if row:
        yield row


def pairs_of(row, known, fixed, titles):
    """Every two neighbours that are both familiar; "<" and ">" are the ends of a sentence."""
    padded = ["<", *row, ">"]

    def names(at):
        token = padded[at]
        if not token[0].isalpha():
            return {token}
        out = set()
        is_fixed = any(f"{a} {b}" in fixed for a, b in (padded[at - 1:at + 1], padded[at:at + 2]))
        if token in known or is_fixed:
            out.add(token)
        if any(is_form_of(token, title) for title in titles):
            out.add("{title}")
        return out

    for at in range(len(padded) - 1):
        for first in names(at):
            for second in names(at + 1):
                yield f"{first} {second}"


def array(name, words):
    lines, line = [], "   "
    for word in sorted(words, key=lambda w: [part.encode("utf-8") for part in w.split(" ")]):
        part = f' "{word}",'
        if len(line) + len(part) > 100:
            lines.append(line)
            line = "   "
        line += part
    lines.append(line.rstrip(","))
    return f"constexpr std::string_view {name}[] = {{\n" + "\n".join(lines) + "};\n"


def source(code):
    known, fixed = read_words(code)
    pairs, offers = set(), set()
    for line in (ROOT / f"tests/corpus/drafts_good_{code}.tsv").read_text("utf-8").splitlines():
        if line.startswith("#") or line.count("|") < 4:
            continue
        text = line.split("|", 4)[4].replace("\\n", "\n")
        for row in sentences(text):
            pairs.update(pairs_of(row, known, fixed, TITLES[code]))
            if "{discount}" in row:
                offers.update(word for word in row if word in known)
    name = LANGUAGES[code]
    return f"""// Written by scripts/draft_phrases.py from tests/corpus: change those and run it again.
#include "draft_phrases.hpp"

namespace reactivation {{
namespace {{

// clang-format off
{array("known", known)}
{array("fixed", fixed)}
{array("pairs", pairs)}
{array("offers", offers)}// clang-format on

}}  // namespace

const DraftPhrases {name}_phrases{{known, fixed, pairs, offers}};

}}  // namespace reactivation
"""


def main():
    is_check = sys.argv[1:] == ["--check"]
    if sys.argv[1:] and not is_check:
        sys.exit("usage: scripts/draft_phrases.py [--check]")
    stale = []
    for code, name in LANGUAGES.items():
        path = ROOT / f"src/core/language/draft_phrases_{name}.cpp"
        text = source(code)
        if not is_check:
            path.write_text(text, "utf-8")
        elif not path.exists() or path.read_text("utf-8") != text:
            stale.append(str(path.relative_to(ROOT)))
    if stale:
        sys.exit(f"not what scripts/draft_phrases.py writes: {', '.join(stale)}; run it")


if __name__ == "__main__":
    main()
