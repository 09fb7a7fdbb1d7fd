#!/usr/bin/env python3
"""Plants one breach of each kind and sees that arrows.py names it."""
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from arrows import findings  # noqa: E402

BREACHES = {
    "src/core/a.cpp": ["#include <thread>", "#include <nlohmann/json.hpp>", "#include <date/tz.h>",
                       '#include "reactivation/ports/messenger.hpp"', "auto t = std::chrono::system_clock::now();",
                       "static int calls = 0;", 'const char* home = getenv("HOME");'],
    "include/reactivation/engine/a.hpp": ['#include "reactivation/adapters/sqlite.hpp"',
                                          '#include "reactivation/json/read.hpp"'],
    "src/adapters/csv/a.cpp": ['#include "reactivation/adapters/phone.hpp"', "#include <sqlite3.h>",
                               '#include "reactivation/engine/importer.hpp"'],
    "src/adapters/http/a.cpp": ["#include <nlohmann/json.hpp>",
                                '#include "reactivation/adapters/models.hpp"'],
    "src/adapters/gemini/a.cpp": ["#include <curl/curl.h>",
                                  '#include "reactivation/adapters/openai.hpp"'],
    "include/reactivation/ports/a.hpp": ['#include "reactivation/engine/importer.hpp"'],
    "src/simulation/a.cpp": ['#include "reactivation/adapters/sqlite.hpp"', "#include <sqlite3.h>",
                             '#include "reactivation/json/read.hpp"'],
    "src/simulation/oracle_a.cpp": ["if (counts_as_sent(state)) ++sent;",
                                    "const LocalDate day = zone.local_date(at);",
                                    "const auto most = limits_of(account);"],
    "src/json/a.cpp": ['#include "../core/text.hpp"'],
    "capi/src/a.cpp": ['#include "reactivation/simulation/log.hpp"', "#include <sqlite3.h>",
                       '#include "../../src/engine/inbound.hpp"'],
    "capi/include/reactivation/c/a.h": ["#include <stdbool.h>",
                                        '#include "reactivation/core/plan.hpp"'],
}
ALLOWED = {
    "src/core/b.cpp": ["#include <vector>", "#include <date/date.h>", '#include "text.hpp"',
                       "static const int table[] = {1};", "// system_clock::now is not used here"],
    "src/adapters/sqlite/b.cpp": ["#include <sqlite3.h>", '#include "reactivation/core/plan.hpp"',
                                  '#include "reactivation/adapters/sqlite.hpp"'],
    "src/adapters/gemini/b.cpp": ["#include <nlohmann/json.hpp>",
                                  '#include "reactivation/adapters/http.hpp"',
                                  '#include "reactivation/adapters/models.hpp"'],
    "include/reactivation/adapters/models_b.hpp": ['#include "reactivation/adapters/http.hpp"'],
    "src/simulation/b.cpp": ['#include "reactivation/adapters/memory.hpp"',
                             '#include "reactivation/engine/engine.hpp"', '#include "world.hpp"',
                             "const LocalDate day = zone.local_date(at);"],
    "capi/src/b.cpp": ['#include "reactivation/adapters/sqlite.hpp"', '#include "guard.hpp"'],
    "capi/include/reactivation/c/b.h": ["#include <stdint.h>", '#include "reactivation/c/base.h"'],
    "tests/core/b.cpp": ["#include <random>"],
}

failures = 0
for planted, is_breach in ((BREACHES, True), (ALLOWED, False)):
    for name, lines in planted.items():
        for line in lines:
            with tempfile.TemporaryDirectory() as folder:
                path = Path(folder) / name
                path.parent.mkdir(parents=True)
                path.write_text(line + "\n", encoding="utf-8")
                if bool(list(findings(Path(folder)))) != is_breach:
                    print(f"{'missed' if is_breach else 'false alarm'}: {name}: {line}")
                    failures += 1
print(f"{failures} failures")
sys.exit(1 if failures else 0)
