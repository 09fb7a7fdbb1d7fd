"""reactivation: finds the clients who have not come back, and writes to the right few of them.

    plan = reactivation.plan(snapshot, now=datetime.now(timezone.utc))
    for message in plan.planned: ...

`plan`, `explain`, `validate`, `render` and `classify` are pure functions over documents;
`plan_columns` plans from arrays without copying them; `Engine` stores, sends and takes answers in.
What the package offers is loaded when it is first asked for; NumPy and pandas never are, unless a
frame is asked for.
"""

from __future__ import annotations

from . import _native
from ._errors import (
    Busy,
    CallbackFailed,
    Cancelled,
    DocumentTooLarge,
    EngineClosed,
    Error,
    InternalError,
    InvalidArgument,
    InvalidDocument,
    InvariantBroken,
    IoFailed,
    MessengerFailed,
    MustRepeat,
    NotFound,
    OutOfMemory,
    Status,
    StorageBusy,
    StorageConflict,
    StorageCorrupt,
    StorageError,
    StorageFull,
    StorageNewerSchema,
    TimeZoneUnknown,
    Unsupported,
)

TYPE_CHECKING = False  # typing is not loaded for this
if TYPE_CHECKING:
    from . import columns as columns
    from . import plots as plots
    from . import ports as ports
    from . import types as types
    from .columns import (
        AttemptColumns,
        ClientColumns,
        HistoryColumns,
        PlanRows,
        VisitColumns,
        plan_columns,
    )
    from .documents import capabilities, classify, explain, plan, render, validate
    from .engine import Engine
    from .types import Outcome, Plan, Reason

__version__ = _native.version()

# Where the rest lives: loaded at the first use of a name.
_HOMES = {
    "columns": "AttemptColumns ClientColumns HistoryColumns PlanRows VisitColumns plan_columns",
    "documents": "capabilities classify explain plan render validate",
    "engine": "Engine",
    "types": "Outcome Plan Reason",
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names.split()}
_MODULES = ("columns", "plots", "ports", "types")

__all__ = [
    "AttemptColumns",
    "Busy",
    "CallbackFailed",
    "Cancelled",
    "ClientColumns",
    "DocumentTooLarge",
    "Engine",
    "EngineClosed",
    "Error",
    "HistoryColumns",
    "InternalError",
    "InvalidArgument",
    "InvalidDocument",
    "InvariantBroken",
    "IoFailed",
    "MessengerFailed",
    "MustRepeat",
    "NotFound",
    "OutOfMemory",
    "Outcome",
    "Plan",
    "PlanRows",
    "Reason",
    "Status",
    "StorageBusy",
    "StorageConflict",
    "StorageCorrupt",
    "StorageError",
    "StorageFull",
    "StorageNewerSchema",
    "TimeZoneUnknown",
    "Unsupported",
    "VisitColumns",
    "__version__",
    "capabilities",
    "classify",
    "columns",
    "explain",
    "plan",
    "plan_columns",
    "plots",
    "ports",
    "render",
    "types",
    "validate",
]


if not TYPE_CHECKING:

    def __getattr__(name: str) -> object:
        from importlib import import_module

        if name in _MODULES:
            return import_module(f"{__name__}.{name}")
        if name not in _HOME_OF:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        value: object = getattr(import_module(f"{__name__}.{_HOME_OF[name]}"), name)
        globals()[name] = value
        return value


def __dir__() -> list[str]:
    return __all__
