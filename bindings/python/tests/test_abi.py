"""What ctypes is told of the library is what the headers say, and what the library is."""

import ast
import ctypes
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

import reactivation
from reactivation import _abi, _native
from reactivation._errors import CLASSES
from salon import ROOT

PACKAGE = pathlib.Path(reactivation.__file__).parent
BINDINGS = ROOT / "bindings/python"
INCLUDE = ROOT / "capi/include"


class TheAbi(unittest.TestCase):
    def test_the_generated_file_is_what_the_headers_say(self):
        run = subprocess.run([sys.executable, BINDINGS / "generate_abi.py", "--check"])
        self.assertEqual(run.returncode, 0)

    def test_every_symbol_of_the_list_is_declared_and_every_declared_one_is_in_it(self):
        symbols = (ROOT / "capi/abi/symbols.txt").read_text(encoding="utf-8").split()
        self.assertEqual(sorted(_abi.FUNCTIONS), sorted(symbols))

    @unittest.skipUnless(shutil.which("nm"), "no nm here")
    def test_the_library_exports_exactly_the_declared_functions(self):
        listed = subprocess.run(
            ["nm", "-D", "--defined-only", _native.LIBRARY._name],
            text=True,
            capture_output=True,
            check=True,
        ).stdout
        exported = re.findall(r" T (reactivation_\w+)", listed)
        self.assertEqual(sorted(exported), sorted(_abi.FUNCTIONS))

    def test_every_function_has_its_result_and_arguments(self):
        for name, (result, arguments) in _abi.FUNCTIONS.items():
            function = getattr(_native.LIBRARY, name)
            self.assertEqual(function.argtypes, arguments, name)
            self.assertIs(function.restype, result, name)

    def test_no_owned_output_is_a_text_that_ctypes_would_copy_and_forget(self):
        borrowed = {"reactivation_status_text", "reactivation_reason_text", "reactivation_version"}
        texts = {name for name, (result, _) in _abi.FUNCTIONS.items() if result is ctypes.c_char_p}
        self.assertEqual(texts, borrowed)
        for name, (_, arguments) in _abi.FUNCTIONS.items():
            self.assertNotIn(ctypes.c_char_p, arguments, name)
        for struct in _abi.LAYOUT:
            self.assertNotIn(ctypes.c_char_p, [kind for _, kind in struct._fields_], struct)

    @unittest.skipUnless(shutil.which("cc"), "no C compiler here")
    def test_sizes_and_offsets_are_the_compilers(self):
        """Each struct's C name comes back from its class name."""
        lines, wanted = [], []
        for struct, (size, offsets) in _abi.LAYOUT.items():
            c = "reactivation_" + re.sub(r"(?<!^)([A-Z])", r"_\1", struct.__name__).lower()
            lines.append(f'printf("%d\\n", (int)sizeof({c}));')
            wanted.append(size)
            for field, offset in offsets.items():
                lines.append(f'printf("%d\\n", (int)offsetof({c}, {field}));')
                wanted.append(offset)
        source = (
            "#include <reactivation/reactivation.h>\n#include <stdio.h>\n"
            "int main(void) {" + "\n".join(lines) + "return 0;}\n"
        )
        with tempfile.TemporaryDirectory() as folder:
            program = pathlib.Path(folder) / "layout"
            subprocess.run(
                ["cc", "-x", "c", "-", f"-I{INCLUDE}", "-o", program],
                input=source,
                text=True,
                check=True,
            )
            printed = subprocess.run([program], text=True, capture_output=True, check=True).stdout
        self.assertEqual([int(line) for line in printed.split()], wanted)

    def test_only_three_modules_use_ctypes(self):
        users = set()
        for path in PACKAGE.glob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                names = (
                    [each.name for each in node.names]
                    if isinstance(node, ast.Import)
                    else [node.module or ""]
                    if isinstance(node, ast.ImportFrom)
                    else []
                )
                if any(name.split(".")[0] == "ctypes" for name in names):
                    users.add(path.stem)
        self.assertLessEqual(users, {"_native", "_abi", "_callbacks"})


class TheEnumerations(unittest.TestCase):
    def test_reasons_have_the_librarys_numbers_and_words(self):
        for reason in reactivation.Reason:
            if reason > 0:
                self.assertEqual(_native.word_of_reason(reason), reason.name)
        known = max(reactivation.Reason)
        self.assertEqual([_native.word_of_reason(each) for each in (0, known + 1)], ["", ""])

    def test_every_status_has_an_exception_and_is_known_to_the_library(self):
        for status in reactivation.Status:
            if status > 0:
                self.assertNotEqual(_native.word_of_status(status), _native.word_of_status(999))
                self.assertIs(CLASSES[status].status, status)

    def test_every_status_of_the_header_is_there(self):
        header = (INCLUDE / "reactivation/c/base.h").read_text(encoding="utf-8")
        part = header[
            header.index("typedef int32_t reactivation_status") : header.index(
                "reactivation_status_text"
            )
        ]
        numbers = {int(number) for number in re.findall(r"#define REACTIVATION_\w+ (\d+)", part)}
        self.assertEqual(numbers, {int(each) for each in reactivation.Status if each >= 0})

    def test_words_of_attempts_stand_in_the_order_of_the_schema(self):
        import json

        from reactivation import types

        schema = json.loads((ROOT / "schemas/reactivation.snapshot-1.schema.json").read_text())
        attempt = schema["$defs"]["attempt"]["properties"]
        for name, kind in [
            ("state", types.AttemptState),
            ("reply_type", types.ReplyType),
            ("completion_reason", types.CompletionReason),
        ]:
            words = [word for word in attempt[name]["enum"] if word is not None]
            self.assertEqual(words, [each.name for each in kind if each >= 0])

    def test_numbers_and_words_of_a_later_version_are_unknown(self):
        self.assertIs(reactivation.Reason.of("a_word_of_tomorrow"), reactivation.Reason.unknown)
        self.assertIs(reactivation.Reason(200), reactivation.Reason.unknown)
        self.assertIs(reactivation.Status(999), reactivation.Status.unknown)


def run_python(code, **environment):
    return subprocess.run(
        [sys.executable, "-c", code],
        text=True,
        capture_output=True,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)} | environment,
    )


class TheLibraryIsFound(unittest.TestCase):
    def test_the_error_lists_what_was_tried(self):
        run = run_python("import reactivation", REACTIVATION_LIBRARY="/nowhere/lib.so")
        self.assertNotEqual(run.returncode, 0)
        self.assertIn("ImportError", run.stderr)
        self.assertIn("/nowhere/lib.so", run.stderr)
        self.assertIn("REACTIVATION_LIBRARY", run.stderr)

    def test_another_library_is_refused_by_name(self):
        import _ctypes

        run = run_python("import reactivation", REACTIVATION_LIBRARY=_ctypes.__file__)
        self.assertIn("has no reactivation_", run.stderr)

    @unittest.skipUnless(shutil.which("cc"), "no C compiler here")
    def test_a_library_of_another_layout_is_refused(self):
        """A stub of every function: its structs are a few bytes too long, or its ABI is another."""
        for answer, body, words in [(7, "", "ABI 7"), (0, "*p = 4321;", "4321 bytes")]:
            stub = ["#include <stdint.h>"]
            for name in _abi.FUNCTIONS:
                if name == "reactivation_abi_version":
                    stub.append(f"uint32_t {name}(void) {{ return {answer}; }}")
                else:
                    stub.append(f"void {name}(uint32_t* p) {{ {body} }}")
            with tempfile.TemporaryDirectory() as folder:
                path = pathlib.Path(folder) / "libstub.so"
                subprocess.run(
                    ["cc", "-shared", "-fPIC", "-x", "c", "-", "-o", path],
                    input="\n".join(stub),
                    text=True,
                    check=True,
                )
                run = run_python("import reactivation", REACTIVATION_LIBRARY=str(path))
            self.assertIn("ImportError", run.stderr)
            self.assertIn(words, run.stderr)

    def test_importing_loads_neither_numpy_nor_pandas_nor_typing(self):
        run = run_python(
            "import sys, ctypes, enum; before = set(sys.modules); import reactivation; "
            "print([m for m in ('numpy', 'pandas', 'typing', 'json', 'dataclasses') "
            "if m in set(sys.modules) - before])"
        )
        self.assertEqual(run.stdout.strip(), "[]", run.stderr)

    def test_every_public_name_is_there(self):
        for name in reactivation.__all__:
            self.assertIsNotNone(getattr(reactivation, name), name)
        with self.assertRaises(AttributeError):
            reactivation.no_such_name


if __name__ == "__main__":
    unittest.main()
