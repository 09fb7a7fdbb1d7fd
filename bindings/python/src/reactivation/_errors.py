"""The library's statuses, and an exception for each."""

from __future__ import annotations

from enum import IntEnum

from . import _abi

TYPE_CHECKING = False  # typing is not loaded for this
if TYPE_CHECKING:
    from .types import Issue


class Status(IntEnum):
    """What became of a call. Numbers never change; those of later versions read as `unknown`."""

    unknown = -1
    ok = _abi.OK
    invalid_argument = _abi.INVALID_ARGUMENT
    not_found = _abi.NOT_FOUND
    cancelled = _abi.CANCELLED
    unsupported = _abi.UNSUPPORTED
    io_failed = _abi.IO_FAILED
    busy = _abi.BUSY
    out_of_memory = _abi.OUT_OF_MEMORY
    callback_failed = _abi.CALLBACK_FAILED
    invariant_broken = _abi.INVARIANT_BROKEN
    internal = _abi.INTERNAL
    must_repeat = _abi.MUST_REPEAT
    invalid_document = _abi.INVALID_DOCUMENT
    document_too_large = _abi.DOCUMENT_TOO_LARGE
    storage_failed = _abi.STORAGE_FAILED
    storage_busy = _abi.STORAGE_BUSY
    storage_newer_schema = _abi.STORAGE_NEWER_SCHEMA
    storage_corrupt = _abi.STORAGE_CORRUPT
    storage_full = _abi.STORAGE_FULL
    storage_conflict = _abi.STORAGE_CONFLICT
    messenger_failed = _abi.MESSENGER_FAILED
    time_zone_unknown = _abi.TIME_ZONE_UNKNOWN

    @classmethod
    def _missing_(cls, value: object) -> Status:
        return cls.unknown


class Error(Exception):
    """A call failed; its text says what was wrong and what would be right.

    No text holds a phone, a name or a message of a client. `status` is the library's number.
    """

    status: Status = Status.unknown


class InvalidArgument(Error, ValueError):
    """A value that means nothing."""

    status = Status.invalid_argument


class NotFound(Error, LookupError):
    """There is no such company, client, attempt, account or file."""

    status = Status.not_found


class Cancelled(Error):
    """`Engine.cancel` or a progress function ended the call between two steps."""

    status = Status.cancelled


class Unsupported(Error):
    """This engine cannot do that."""

    status = Status.unsupported


class IoFailed(Error):
    """Something outside could not be reached. A dialogue memory may raise it."""

    status = Status.io_failed


class Busy(Error):
    """Another call of this engine is under way and did not let this one in; nothing was done. An
    event or an order must be repeated: until then `dispatch` raises `MustRepeat`."""

    status = Status.busy


class OutOfMemory(Error, MemoryError):
    """The library found no memory. The next call works."""

    status = Status.out_of_memory


class CallbackFailed(Error):
    """A port broke its promise without raising: no result, or one that is no such document."""

    status = Status.callback_failed


class InvariantBroken(Error):
    """The store contradicted itself right before a message left: nothing left."""

    status = Status.invariant_broken


class InternalError(Error):
    """A defect of the library."""

    status = Status.internal


class MustRepeat(Error):
    """An event or an order failed before the engine had taken it in: repeat it. Until then nothing
    is sent. The text names the call."""

    status = Status.must_repeat


class InvalidDocument(Error, ValueError):
    """A document was refused. `issues` holds everything that was found in it, when it was asked."""

    status = Status.invalid_document
    issues: tuple[Issue, ...] = ()


class DocumentTooLarge(Error, ValueError):
    """A text of more than 64 MiB."""

    status = Status.document_too_large


class StorageError(Error):
    """The storage failed. What was committed before stays committed."""

    status = Status.storage_failed


class StorageBusy(StorageError):
    """Another program held the file for too long: try again."""

    status = Status.storage_busy


class StorageNewerSchema(StorageError):
    """The file was written by a newer version, and was not touched."""

    status = Status.storage_newer_schema


class StorageCorrupt(StorageError):
    """The file is damaged, or no database."""

    status = Status.storage_corrupt


class StorageFull(StorageError):
    """There is no space left."""

    status = Status.storage_full


class StorageConflict(StorageError):
    """Somebody else changed the same thing first."""

    status = Status.storage_conflict


class MessengerFailed(Error):
    """The messenger does not work. A messenger raises it when no byte of the message has left."""

    status = Status.messenger_failed


class TimeZoneUnknown(Error, LookupError):
    """No such IANA time zone on this machine."""

    status = Status.time_zone_unknown


class EngineClosed(Error, ValueError):
    """The engine was closed before."""


CLASSES: dict[Status, type[Error]] = {
    each.status: each
    for each in (
        InvalidArgument, NotFound, Cancelled, Unsupported, IoFailed, Busy, OutOfMemory,
        CallbackFailed, InvariantBroken, InternalError, MustRepeat, InvalidDocument,
        DocumentTooLarge, StorageError, StorageBusy, StorageNewerSchema, StorageCorrupt, StorageFull,
        StorageConflict, MessengerFailed, TimeZoneUnknown,
    )
}  # fmt: skip


def error_of(number: int, message: str) -> Error:
    """The exception for a status that is not ok."""
    status = Status(number)
    error = CLASSES.get(status, Error)(message)
    error.status = status
    return error
