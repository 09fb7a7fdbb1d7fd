"""The shared library: found, shaken hands with, called. Nothing else calls into it."""

from __future__ import annotations

import ctypes
import os
from ctypes import byref

from . import _abi
from ._errors import error_of

TYPE_CHECKING = False  # typing is not loaded for this
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

LIBRARY_NAME = f"libreactivation.so.{_abi.ABI_VERSION}"
LIBRARY_VARIABLE = "REACTIVATION_LIBRARY"
# What the library is linked with beyond libc, in the order of their own needs. A wheel brings them,
# for machines that have none (`share_libraries`).
SHARED_NAMES = ("libgcc_s.so.1", "libstdc++.so.6", "libsqlite3.so.0")
FOLDER = os.path.dirname(os.path.abspath(__file__))


def candidates() -> list[str]:
    """Where the library is looked for: the environment's word alone, else the package's folder."""
    named = os.environ.get(LIBRARY_VARIABLE)
    if named:
        return [named]
    return [os.path.join(FOLDER, LIBRARY_NAME)]


def share_libraries() -> None:
    """Loads what the library needs: the process's own copies, then the machine's, then the wheel's.

    Python's own SQLite comes first: two copies of it in a process would undo each other's locks on a
    file that both have open.
    """
    try:
        import _sqlite3  # noqa: F401
    except ImportError:
        pass  # a Python without SQLite shares none
    for name in SHARED_NAMES:
        for path in (name, os.path.join(FOLDER, "bundled", name)):
            try:
                ctypes.CDLL(path)
                break
            except OSError:
                continue  # `load` says what is missing


def load() -> ctypes.CDLL:
    """Raises ImportError with everything that was tried."""
    tried = []
    for path in candidates():
        try:
            return ctypes.CDLL(path)
        except OSError as error:
            tried.append(f"\n  {path}: {error}")
    raise ImportError(
        "reactivation's shared library could not be loaded. Tried:"
        + "".join(tried)
        + f"\nInstall the package with pip, or set {LIBRARY_VARIABLE} to a {LIBRARY_NAME}."
    )


def bind(library: ctypes.CDLL) -> None:
    """Gives every function its result and arguments; one that is missing is an ImportError."""
    for name, (result, arguments) in _abi.FUNCTIONS.items():
        try:
            function = getattr(library, name)
        except AttributeError:
            raise ImportError(f"{library._name} has no {name}: it is of another version") from None
        function.restype = result
        function.argtypes = arguments


def shake_hands(library: ctypes.CDLL) -> None:
    """Version, sizes and offsets must be those that this package was generated for."""
    version = library.reactivation_abi_version()
    if version != _abi.ABI_VERSION:
        raise ImportError(
            f"{library._name} has ABI {version}, this package needs {_abi.ABI_VERSION}"
        )
    for struct, (size, offsets) in _abi.LAYOUT.items():
        here = {field: getattr(struct, field).offset for field in offsets}
        if ctypes.sizeof(struct) != size or here != offsets:
            raise ImportError(f"{struct.__name__} lies otherwise in memory on this machine")
    for name, struct in _abi.INITIALISERS.items():
        made = struct()
        getattr(library, name)(byref(made))
        if made.struct_size != ctypes.sizeof(struct):
            raise ImportError(
                f"{library._name} has a {struct.__name__} of {made.struct_size} bytes, "
                f"this package one of {ctypes.sizeof(struct)}"
            )


share_libraries()
LIBRARY = load()
bind(LIBRARY)
shake_hands(LIBRARY)

# What every call needs, looked up once.
_function: Callable[[str], Any] = LIBRARY.__getattr__
_free = LIBRARY.reactivation_bytes_free


def made(name: str) -> Any:
    """A struct as the library's `_init` leaves it: `made("plan_options")`."""
    initialiser = f"reactivation_{name}_init"
    struct = _abi.INITIALISERS[initialiser]()
    _function(initialiser)(byref(struct))
    return struct


def text(value: str | bytes) -> Any:
    """A borrowed text; it keeps its bytes alive, so keep it until the call is over."""
    raw = value.encode("utf-8") if isinstance(value, str) else bytes(value)
    pointer = ctypes.c_char_p(raw)
    borrowed = _abi.Text(ctypes.cast(pointer, ctypes.c_void_p), len(raw))
    borrowed.raw = raw
    return borrowed


def bytes_of(borrowed: Any) -> bytes:
    """A copy of a text that the library lends."""
    return ctypes.string_at(borrowed.data, borrowed.size) if borrowed.size else b""


def call(name: str, *arguments: Any) -> int:
    """Calls `reactivation_<name>` with the arguments and an error: its status, or the message's
    exception. The GIL is released meanwhile."""
    status, message = try_call(name, *arguments)
    if status != _abi.OK:
        raise error_of(status, message)
    return status


def try_call(name: str, *arguments: Any) -> tuple[int, str]:
    """The same, but a failure is answered and not raised."""
    error = made("error")
    status: int = _function(f"reactivation_{name}")(*arguments, byref(error))
    if status == _abi.OK:
        return status, ""
    words: bytes = error.message or LIBRARY.reactivation_status_text(status)
    return status, words.decode("utf-8", "replace")


class Output:
    """Room for bytes that the library makes; `taken` copies and frees them."""

    def __init__(self) -> None:
        self.bytes = _abi.Bytes()
        self.reference = byref(self.bytes)

    def taken(self) -> bytes:
        try:
            return ctypes.string_at(self.bytes.data, self.bytes.size) if self.bytes.size else b""
        finally:
            _free(self.reference)


def document(name: str, *arguments: Any) -> bytes:
    """Calls a function whose last output is a document."""
    output = Output()
    call(name, *arguments, output.reference)
    return output.taken()


class Number:
    """Room for an int64 that the library writes."""

    def __init__(self) -> None:
        self._number = ctypes.c_int64()
        self.reference = byref(self._number)

    @property
    def value(self) -> int:
        return self._number.value


def word_of_reason(reason: int) -> str:
    word: bytes = LIBRARY.reactivation_reason_text(reason)
    return word.decode("ascii")


def word_of_status(status: int) -> str:
    word: bytes = LIBRARY.reactivation_status_text(status)
    return word.decode("ascii")


def version() -> str:
    """The library's version, like "0.1.0"."""
    word: bytes = LIBRARY.reactivation_version()
    return word.decode("ascii")


class _PyBuffer(ctypes.Structure):
    """Python's own Py_buffer: the way to the address of a read-only buffer."""

    _fields_ = [
        ("buf", ctypes.c_void_p),
        ("obj", ctypes.c_void_p),
        ("len", ctypes.c_ssize_t),
        ("itemsize", ctypes.c_ssize_t),
        ("readonly", ctypes.c_int),
        ("ndim", ctypes.c_int),
        ("format", ctypes.c_void_p),
        ("shape", ctypes.c_void_p),
        ("strides", ctypes.c_void_p),
        ("suboffsets", ctypes.c_void_p),
        ("internal", ctypes.c_void_p),
    ]


def address(view: memoryview) -> int:
    """Where a contiguous buffer lies; good for as long as `view` lives."""
    found = _PyBuffer()
    api = ctypes.pythonapi
    api.PyObject_GetBuffer.argtypes = [ctypes.py_object, ctypes.POINTER(_PyBuffer), ctypes.c_int]
    api.PyBuffer_Release.argtypes = [ctypes.POINTER(_PyBuffer)]
    api.PyBuffer_Release.restype = None
    api.PyObject_GetBuffer(view, byref(found), 0)
    where = found.buf or 0
    api.PyBuffer_Release(byref(found))
    return where


def set_column(struct: Any, field: str, view: memoryview) -> None:
    """Points a column of a struct at a buffer; the caller keeps `view` alive."""
    pointer = dict(type(struct)._fields_)[field]
    setattr(struct, field, ctypes.cast(ctypes.c_void_p(address(view)), pointer))


def item_of(struct: Any, field: str) -> tuple[int, bool]:
    """Size of a column's elements in bytes, and whether they have a sign."""
    element = dict(type(struct)._fields_)[field]._type_
    return ctypes.sizeof(element), element(-1).value < 0


def texts(values: list[Any]) -> Any:
    """An array of borrowed texts."""
    array: Any = (_abi.Text * len(values))(*values)
    array.texts = values  # keeps their bytes alive
    return array


def person(company_id: int, client_id: int) -> Any:
    return _abi.Person(company_id, client_id)


def days(first_day: int, last_day: int) -> Any:
    return _abi.DaySpan(first_day, last_day)


def pointer_to(struct: Any) -> Any:
    return ctypes.pointer(struct)


def reference(struct: Any) -> Any:
    return byref(struct)


def create(options: Any, ports: Any) -> Any:
    """A pointer to a new engine."""
    engine = ctypes.POINTER(_abi.Engine)()
    call("engine_create", byref(options), byref(ports), byref(engine))
    return engine


def destroy(engine: Any) -> None:
    LIBRARY.reactivation_engine_destroy(engine)


def cancel(engine: Any) -> None:
    LIBRARY.reactivation_engine_cancel(engine)
