"""A TypeScript client generated from the served OpenAPI document (openapi-typescript, npm, pinned)
compiles strictly, and works.

usage: test_typescript.py WORK      exit code 77 without Node 20 or the packages
"""
import json
import pathlib
import subprocess
import sys
import unittest

import serving
from serving import PREFIX, TwoSalons

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "fault_server"))
import peers

STRICT = ["--strict", "--noUncheckedIndexedAccess", "--exactOptionalPropertyTypes", "--target", "es2022",
          "--module", "nodenext", "--moduleResolution", "nodenext", "--lib", "es2022,dom",
          "--allowImportingTsExtensions", "--rewriteRelativeImportExtensions"]


class Client(TwoSalons):
    def run_in(self, *command):
        done = subprocess.run([str(part) for part in command], cwd=WORK, capture_output=True, text=True,
                              timeout=120)
        self.assertEqual(done.returncode, 0, done.stdout[-3000:] + done.stderr[-3000:])
        return done.stdout

    def test_it_compiles_and_works(self):
        document = WORK / "openapi.json"
        document.write_bytes(self.service.raw("GET", PREFIX + "/openapi.json").body)
        binaries = WORK / "node_modules"
        self.run_in(NODE, binaries / "openapi-typescript/bin/cli.js", document, "-o", WORK / "api.d.ts")
        (WORK / "globals.d.ts").write_text(
            "declare const process: { argv: string[] };\n")
        self.run_in(NODE, binaries / "typescript/bin/tsc", *STRICT, "--outDir", WORK / "out", "client.ts",
                    "globals.d.ts")
        out = json.loads(self.run_in(NODE, WORK / "out/client.js",
                                     f"http://127.0.0.1:{self.service.port}{PREFIX}", self.tokens["owner"]))
        self.assertEqual(out["planned"], self.CLIENTS)
        self.assertEqual(out, {"role": "owner", "planned": self.CLIENTS, "first": True, "again": True,
                               "tone": "professional", "held": [True], "status": 404, "code": "not_found",
                               "shrill": "shrill"})


if __name__ == "__main__":
    WORK = pathlib.Path(sys.argv[1])
    WORK.mkdir(parents=True, exist_ok=True)
    NODE = peers.node_with(HERE / "typescript", WORK, "client.ts")
    if not NODE:
        sys.exit(peers.SKIPPED)
    unittest.main(argv=sys.argv[:1])
