"""The C API's constants, structs, callbacks and functions.

Generated from capi/include by bindings/python/generate_abi.py. Do not edit.
"""

from __future__ import annotations

from ctypes import (CFUNCTYPE, POINTER, Structure, c_char, c_char_p, c_int32, c_int64, c_size_t,
                    c_uint8, c_uint16, c_uint32, c_uint64, c_void_p)

TYPE_CHECKING = False  # typing is not loaded for this
if TYPE_CHECKING:
    from typing import Any

ABI_VERSION = 0
OK = 0
INVALID_ARGUMENT = 1
NOT_FOUND = 2
CANCELLED = 3
UNSUPPORTED = 4
IO_FAILED = 5
BUSY = 6
OUT_OF_MEMORY = 7
CALLBACK_FAILED = 8
INVARIANT_BROKEN = 9
INTERNAL = 10
MUST_REPEAT = 11
INVALID_DOCUMENT = 100
DOCUMENT_TOO_LARGE = 101
STORAGE_FAILED = 200
STORAGE_BUSY = 201
STORAGE_NEWER_SCHEMA = 202
STORAGE_CORRUPT = 203
STORAGE_FULL = 204
STORAGE_CONFLICT = 205
MESSENGER_FAILED = 500
TIME_ZONE_UNKNOWN = 600
TEXT_SIZE_MAX = (64 * 1024 * 1024)
ERROR_MESSAGE_SIZE = 512
PLAN_DUE_ONLY = 1
NO_INSTANT = -(2**63)
NO_AMOUNT = -(2**63)
NO_ZONE = 0xFFFF
ROWS_MAX = 1000000000
PHONE_MOBILE = 0
PHONE_INVALID = 1
PHONE_MISSING = 2
PHONE_TEST = 3
LOYALTY_UNKNOWN = 0
LOYALTY_NEW = 1
LOYALTY_BRONZE = 2
LOYALTY_SILVER = 3
LOYALTY_GOLD = 4
LOYALTY_VIP = 5
CONSENT_UNKNOWN = 0
CONSENT_GRANTED = 1
CONSENT_DENIED = 2
VISIT_COMPLETED = 0
VISIT_BOOKED = 1
VISIT_CANCELLED = 2
VISIT_NO_SHOW = 3
MESSENGER_REACHES_PEOPLE = 1
ENGINE_CREATE = 1
ENGINE_ALONE = 2
ENGINE_SHOW_PROGRAM_ERRORS = 4
DISPATCH_WINDOW = 2
SEND_PAST_CADENCE = 1


class Text(Structure):
    _fields_ = [
        ("data", c_void_p),
        ("size", c_size_t),
    ]


class Bytes(Structure):
    _fields_ = [
        ("data", POINTER(c_char)),
        ("size", c_size_t),
    ]


class Error(Structure):
    _fields_ = [
        ("struct_size", c_uint32),
        ("status", c_int32),
        ("message", c_char * ERROR_MESSAGE_SIZE),
    ]


class Person(Structure):
    _fields_ = [
        ("company_id", c_int64),
        ("client_id", c_int64),
    ]


Progress = CFUNCTYPE(c_int32, c_void_p, Text, c_int64, c_int64)


class PlanOptions(Structure):
    _fields_ = [
        ("struct_size", c_uint32),
        ("flags", c_uint32),
        ("now_unix_seconds", c_int64),
    ]


class ExplainOptions(Structure):
    _fields_ = [
        ("struct_size", c_uint32),
        ("flags", c_uint32),
        ("now_unix_seconds", c_int64),
        ("client_id", c_int64),
    ]


class ClassifyOptions(Structure):
    _fields_ = [
        ("struct_size", c_uint32),
        ("flags", c_uint32),
        ("now_unix_seconds", c_int64),
        ("time_zone", Text),
    ]


class ClientColumns(Structure):
    _fields_ = [
        ("struct_size", c_uint32),
        ("flags", c_uint32),
        ("rows", c_uint64),
        ("id", POINTER(c_int64)),
        ("phone", POINTER(c_uint64)),
        ("phone_status", POINTER(c_uint8)),
        ("loyalty_level", POINTER(c_uint8)),
        ("visit_count", POINTER(c_int64)),
        ("total_spent_minor", POINTER(c_int64)),
        ("opt_out", POINTER(c_uint8)),
        ("consent", POINTER(c_uint8)),
        ("last_reactivation_sent", POINTER(c_int64)),
        ("paused_until", POINTER(c_int64)),
        ("needs_person", POINTER(c_uint8)),
        ("has_chat_history", POINTER(c_uint8)),
        ("preferred_staff_id", POINTER(c_int64)),
        ("zone", POINTER(c_uint16)),
    ]


class VisitColumns(Structure):
    _fields_ = [
        ("struct_size", c_uint32),
        ("flags", c_uint32),
        ("rows", c_uint64),
        ("client_id", POINTER(c_int64)),
        ("service_id", POINTER(c_int64)),
        ("starts_at", POINTER(c_int64)),
        ("status", POINTER(c_uint8)),
        ("staff_id", POINTER(c_int64)),
        ("cost_minor", POINTER(c_int64)),
        ("is_time_known", POINTER(c_uint8)),
    ]


class HistoryColumns(Structure):
    _fields_ = [
        ("struct_size", c_uint32),
        ("flags", c_uint32),
        ("rows", c_uint64),
        ("client_id", POINTER(c_int64)),
        ("service_id", POINTER(c_int64)),
        ("last_visit_at", POINTER(c_int64)),
        ("times", POINTER(c_int64)),
    ]


class AttemptColumns(Structure):
    _fields_ = [
        ("struct_size", c_uint32),
        ("flags", c_uint32),
        ("rows", c_uint64),
        ("client_id", POINTER(c_int64)),
        ("service_id", POINTER(c_int64)),
        ("cycle_key_day", POINTER(c_int32)),
        ("attempt_number", POINTER(c_int32)),
        ("state", POINTER(c_uint8)),
        ("sent_at", POINTER(c_int64)),
        ("not_before", POINTER(c_int64)),
        ("not_after", POINTER(c_int64)),
        ("discount_percent", POINTER(c_uint8)),
        ("reply_type", POINTER(c_uint8)),
        ("response_received_at", POINTER(c_int64)),
        ("completion_reason", POINTER(c_uint8)),
    ]


class PlanInput(Structure):
    _fields_ = [
        ("struct_size", c_uint32),
        ("flags", c_uint32),
        ("now_unix_seconds", c_int64),
        ("frame", Text),
        ("clients", POINTER(ClientColumns)),
        ("visits", POINTER(VisitColumns)),
        ("history", POINTER(HistoryColumns)),
        ("attempts", POINTER(AttemptColumns)),
        ("client_zones", POINTER(Text)),
        ("client_zone_count", c_uint64),
    ]


class PlanRows(Structure):
    _fields_ = [
        ("struct_size", c_uint32),
        ("flags", c_uint32),
        ("rows", c_uint64),
        ("reason", POINTER(c_uint8)),
        ("service_id", POINTER(c_int64)),
        ("until", POINTER(c_int64)),
        ("eligible_at", POINTER(c_int64)),
        ("rank", POINTER(c_int64)),
        ("due_count", c_int64),
        ("planned_count", c_int64),
        ("skipped_count", c_int64),
    ]


class Sink(Structure):
    """Opaque: only pointers to it exist."""


class LastLook(Structure):
    """Opaque: only pointers to it exist."""

MessengerRelease = CFUNCTYPE(None, c_void_p)
MessengerSend = CFUNCTYPE(c_int32, c_void_p, Text, POINTER(LastLook), POINTER(Sink))
MessengerFindOutcome = CFUNCTYPE(c_int32, c_void_p, Text, POINTER(Sink))


class Messenger(Structure):
    _fields_ = [
        ("struct_size", c_uint32),
        ("flags", c_uint32),
        ("user_data", c_void_p),
        ("release", MessengerRelease),
        ("send_seconds_max", c_int64),
        ("send", MessengerSend),
        ("find_outcome", MessengerFindOutcome),
    ]

SlotSourceRelease = CFUNCTYPE(None, c_void_p)
SlotSourceFindSlots = CFUNCTYPE(c_int32, c_void_p, Text, POINTER(Sink))


class SlotSource(Structure):
    _fields_ = [
        ("struct_size", c_uint32),
        ("flags", c_uint32),
        ("user_data", c_void_p),
        ("release", SlotSourceRelease),
        ("find_slots", SlotSourceFindSlots),
    ]

ClockRelease = CFUNCTYPE(None, c_void_p)
ClockNow = CFUNCTYPE(c_int32, c_void_p, POINTER(c_int64))
ClockWaitUntil = CFUNCTYPE(c_int32, c_void_p, c_int64)
ClockIsTrusted = CFUNCTYPE(c_int32, c_void_p, POINTER(c_int32))


class Clock(Structure):
    _fields_ = [
        ("struct_size", c_uint32),
        ("flags", c_uint32),
        ("user_data", c_void_p),
        ("release", ClockRelease),
        ("now", ClockNow),
        ("wait_until", ClockWaitUntil),
        ("is_trusted", ClockIsTrusted),
    ]

NotifierRelease = CFUNCTYPE(None, c_void_p)
NotifierNotify = CFUNCTYPE(c_int32, c_void_p, Text)


class Notifier(Structure):
    _fields_ = [
        ("struct_size", c_uint32),
        ("flags", c_uint32),
        ("user_data", c_void_p),
        ("release", NotifierRelease),
        ("notify", NotifierNotify),
    ]

DialogueMemoryRelease = CFUNCTYPE(None, c_void_p)
DialogueMemoryLoad = CFUNCTYPE(c_int32, c_void_p, Person, POINTER(Sink))
DialogueMemorySave = CFUNCTYPE(c_int32, c_void_p, Person, Text)


class DialogueMemory(Structure):
    _fields_ = [
        ("struct_size", c_uint32),
        ("flags", c_uint32),
        ("user_data", c_void_p),
        ("release", DialogueMemoryRelease),
        ("load", DialogueMemoryLoad),
        ("save", DialogueMemorySave),
    ]


class Ports(Structure):
    _fields_ = [
        ("struct_size", c_uint32),
        ("flags", c_uint32),
        ("messenger", POINTER(Messenger)),
        ("slot_source", POINTER(SlotSource)),
        ("clock", POINTER(Clock)),
        ("notifier", POINTER(Notifier)),
        ("dialogue_memory", POINTER(DialogueMemory)),
    ]


class Engine(Structure):
    """Opaque: only pointers to it exist."""


class EngineOptions(Structure):
    _fields_ = [
        ("struct_size", c_uint32),
        ("flags", c_uint32),
        ("storage", Text),
        ("messenger", Text),
        ("clock", Text),
        ("notifier", Text),
        ("owner", Text),
        ("here", Text),
        ("lease_seconds", c_int64),
        ("messenger_arguments", POINTER(Text)),
        ("messenger_argument_count", c_uint64),
        ("messenger_seconds_max", c_int64),
        ("turn_seconds_max", c_int64),
        ("policy", Text),
    ]


class CallOptions(Structure):
    _fields_ = [
        ("struct_size", c_uint32),
        ("flags", c_uint32),
        ("company_id", c_int64),
        ("progress", Progress),
        ("progress_user_data", c_void_p),
    ]


class DaySpan(Structure):
    _fields_ = [
        ("first_day", c_int32),
        ("last_day", c_int32),
    ]


# Size and offsets of each struct on 64-bit Linux: what the handshake and
# the compiler (in a test) are asked to confirm.
LAYOUT: dict[type[Structure], tuple[int, dict[str, int]]] = {
    Text: (16, {"data": 0, "size": 8}),
    Bytes: (16, {"data": 0, "size": 8}),
    Error: (520, {"struct_size": 0, "status": 4, "message": 8}),
    Person: (16, {"company_id": 0, "client_id": 8}),
    PlanOptions: (16, {"struct_size": 0, "flags": 4, "now_unix_seconds": 8}),
    ExplainOptions: (24, {"struct_size": 0, "flags": 4, "now_unix_seconds": 8, "client_id": 16}),
    ClassifyOptions: (32, {"struct_size": 0, "flags": 4, "now_unix_seconds": 8, "time_zone": 16}),
    ClientColumns: (128, {"struct_size": 0, "flags": 4, "rows": 8, "id": 16, "phone": 24,
        "phone_status": 32, "loyalty_level": 40, "visit_count": 48, "total_spent_minor": 56,
        "opt_out": 64, "consent": 72, "last_reactivation_sent": 80, "paused_until": 88,
        "needs_person": 96, "has_chat_history": 104, "preferred_staff_id": 112, "zone": 120}),
    VisitColumns: (72, {"struct_size": 0, "flags": 4, "rows": 8, "client_id": 16,
        "service_id": 24, "starts_at": 32, "status": 40, "staff_id": 48, "cost_minor": 56,
        "is_time_known": 64}),
    HistoryColumns: (48, {"struct_size": 0, "flags": 4, "rows": 8, "client_id": 16,
        "service_id": 24, "last_visit_at": 32, "times": 40}),
    AttemptColumns: (112, {"struct_size": 0, "flags": 4, "rows": 8, "client_id": 16,
        "service_id": 24, "cycle_key_day": 32, "attempt_number": 40, "state": 48, "sent_at": 56,
        "not_before": 64, "not_after": 72, "discount_percent": 80, "reply_type": 88,
        "response_received_at": 96, "completion_reason": 104}),
    PlanInput: (80, {"struct_size": 0, "flags": 4, "now_unix_seconds": 8, "frame": 16,
        "clients": 32, "visits": 40, "history": 48, "attempts": 56, "client_zones": 64,
        "client_zone_count": 72}),
    PlanRows: (80, {"struct_size": 0, "flags": 4, "rows": 8, "reason": 16, "service_id": 24,
        "until": 32, "eligible_at": 40, "rank": 48, "due_count": 56, "planned_count": 64,
        "skipped_count": 72}),
    Messenger: (48, {"struct_size": 0, "flags": 4, "user_data": 8, "release": 16,
        "send_seconds_max": 24, "send": 32, "find_outcome": 40}),
    SlotSource: (32, {"struct_size": 0, "flags": 4, "user_data": 8, "release": 16,
        "find_slots": 24}),
    Clock: (48, {"struct_size": 0, "flags": 4, "user_data": 8, "release": 16, "now": 24,
        "wait_until": 32, "is_trusted": 40}),
    Notifier: (32, {"struct_size": 0, "flags": 4, "user_data": 8, "release": 16, "notify": 24}),
    DialogueMemory: (40, {"struct_size": 0, "flags": 4, "user_data": 8, "release": 16, "load": 24,
        "save": 32}),
    Ports: (48, {"struct_size": 0, "flags": 4, "messenger": 8, "slot_source": 16, "clock": 24,
        "notifier": 32, "dialogue_memory": 40}),
    EngineOptions: (160, {"struct_size": 0, "flags": 4, "storage": 8, "messenger": 24,
        "clock": 40, "notifier": 56, "owner": 72, "here": 88, "lease_seconds": 104,
        "messenger_arguments": 112, "messenger_argument_count": 120, "messenger_seconds_max": 128,
        "turn_seconds_max": 136, "policy": 144}),
    CallOptions: (32, {"struct_size": 0, "flags": 4, "company_id": 8, "progress": 16,
        "progress_user_data": 24}),
    DaySpan: (8, {"first_day": 0, "last_day": 4}),
}

# Result and arguments of every function.
FUNCTIONS: dict[str, tuple[Any, list[Any]]] = {
    "reactivation_abi_version": (c_uint32, []),
    "reactivation_attempt_columns_init": (None, [POINTER(AttemptColumns)]),
    "reactivation_bytes_free": (None, [POINTER(Bytes)]),
    "reactivation_call_options_init": (None, [POINTER(CallOptions)]),
    "reactivation_capabilities": (c_int32, [POINTER(Bytes), POINTER(Error)]),
    "reactivation_classify": (c_int32, [Text, POINTER(ClassifyOptions), POINTER(Bytes),
        POINTER(Error)]),
    "reactivation_classify_options_init": (None, [POINTER(ClassifyOptions)]),
    "reactivation_client_columns_init": (None, [POINTER(ClientColumns)]),
    "reactivation_clock_init": (None, [POINTER(Clock)]),
    "reactivation_dialogue_memory_init": (None, [POINTER(DialogueMemory)]),
    "reactivation_engine_add_company": (c_int32, [POINTER(Engine), Text, POINTER(Error)]),
    "reactivation_engine_add_identity": (c_int32, [POINTER(Engine), Person, Text, Text,
        POINTER(Error)]),
    "reactivation_engine_approve": (c_int32, [POINTER(Engine), Text, POINTER(Error)]),
    "reactivation_engine_arm": (c_int32, [POINTER(Engine), c_int64, POINTER(Error)]),
    "reactivation_engine_cancel": (c_int32, [POINTER(Engine)]),
    "reactivation_engine_cancel_attempt": (c_int32, [POINTER(Engine), Text, POINTER(Bytes),
        POINTER(Error)]),
    "reactivation_engine_clear": (c_int32, [POINTER(Engine), Person, POINTER(Bytes),
        POINTER(Error)]),
    "reactivation_engine_confirm": (c_int32, [POINTER(Engine), c_int64, POINTER(Error)]),
    "reactivation_engine_create": (c_int32, [POINTER(EngineOptions), POINTER(Ports),
        POINTER(POINTER(Engine)), POINTER(Error)]),
    "reactivation_engine_destroy": (None, [POINTER(Engine)]),
    "reactivation_engine_dialogue": (c_int32, [POINTER(Engine), Person, POINTER(Bytes),
        POINTER(Error)]),
    "reactivation_engine_disarm": (c_int32, [POINTER(Engine), c_int64, Text, POINTER(Error)]),
    "reactivation_engine_dispatch": (c_int32, [POINTER(Engine), POINTER(CallOptions),
        POINTER(Bytes), POINTER(Error)]),
    "reactivation_engine_erase_person": (c_int32, [POINTER(Engine), Person, POINTER(Error)]),
    "reactivation_engine_explain": (c_int32, [POINTER(Engine), Person, POINTER(Bytes),
        POINTER(Error)]),
    "reactivation_engine_export_person": (c_int32, [POINTER(Engine), Person, POINTER(Bytes),
        POINTER(Error)]),
    "reactivation_engine_find_account": (c_int32, [POINTER(Engine), c_int64, POINTER(c_int64),
        POINTER(Error)]),
    "reactivation_engine_find_client": (c_int32, [POINTER(Engine), c_int64, Text,
        POINTER(c_int64), POINTER(Error)]),
    "reactivation_engine_find_offers": (c_int32, [POINTER(Engine), Person, POINTER(Bytes),
        POINTER(Error)]),
    "reactivation_engine_gate": (c_int32, [POINTER(Engine), c_int64, POINTER(Bytes),
        POINTER(Error)]),
    "reactivation_engine_hold": (c_int32, [POINTER(Engine), Text, POINTER(Error)]),
    "reactivation_engine_on_event": (c_int32, [POINTER(Engine), Text, POINTER(Bytes),
        POINTER(Error)]),
    "reactivation_engine_on_signal": (c_int32, [POINTER(Engine), c_int64, Text, POINTER(Error)]),
    "reactivation_engine_opt_in": (c_int32, [POINTER(Engine), Person, Text, POINTER(Bytes),
        POINTER(Error)]),
    "reactivation_engine_opt_out": (c_int32, [POINTER(Engine), Person, Text, POINTER(Bytes),
        POINTER(Error)]),
    "reactivation_engine_options_init": (None, [POINTER(EngineOptions)]),
    "reactivation_engine_pause": (c_int32, [POINTER(Engine), Person, c_int64, POINTER(Bytes),
        POINTER(Error)]),
    "reactivation_engine_plan": (c_int32, [POINTER(Engine), POINTER(CallOptions), POINTER(Bytes),
        POINTER(Error)]),
    "reactivation_engine_preview": (c_int32, [POINTER(Engine), Person, POINTER(Bytes),
        POINTER(Error)]),
    "reactivation_engine_put_rule": (c_int32, [POINTER(Engine), c_int64, Text, POINTER(Error)]),
    "reactivation_engine_run_day": (c_int32, [POINTER(Engine), POINTER(CallOptions),
        POINTER(Bytes), POINTER(c_int64), POINTER(Error)]),
    "reactivation_engine_send": (c_int32, [POINTER(Engine), Person, c_int64, c_uint32,
        POINTER(Bytes), POINTER(Error)]),
    "reactivation_engine_set_settings": (c_int32, [POINTER(Engine), c_int64, Text, POINTER(Error)]),
    "reactivation_engine_set_slots": (c_int32, [POINTER(Engine), c_int64, Text, POINTER(Error)]),
    "reactivation_engine_snapshot": (c_int32, [POINTER(Engine), c_int64, POINTER(Bytes),
        POINTER(Error)]),
    "reactivation_engine_stats": (c_int32, [POINTER(Engine), c_int64, DaySpan, POINTER(Bytes),
        POINTER(Error)]),
    "reactivation_engine_stop_everything": (c_int32, [POINTER(Engine), Text, POINTER(Error)]),
    "reactivation_engine_sweep": (c_int32, [POINTER(Engine), POINTER(CallOptions), POINTER(Bytes),
        POINTER(Error)]),
    "reactivation_error_init": (None, [POINTER(Error)]),
    "reactivation_explain": (c_int32, [Text, POINTER(ExplainOptions), POINTER(Bytes),
        POINTER(Error)]),
    "reactivation_explain_options_init": (None, [POINTER(ExplainOptions)]),
    "reactivation_history_columns_init": (None, [POINTER(HistoryColumns)]),
    "reactivation_last_look_ask": (c_int32, [POINTER(LastLook)]),
    "reactivation_messenger_init": (None, [POINTER(Messenger)]),
    "reactivation_notifier_init": (None, [POINTER(Notifier)]),
    "reactivation_plan": (c_int32, [Text, POINTER(PlanOptions), POINTER(Bytes), POINTER(Error)]),
    "reactivation_plan_columns": (c_int32, [POINTER(PlanInput), POINTER(PlanRows), POINTER(Bytes),
        POINTER(Error)]),
    "reactivation_plan_input_init": (None, [POINTER(PlanInput)]),
    "reactivation_plan_options_init": (None, [POINTER(PlanOptions)]),
    "reactivation_plan_rows_init": (None, [POINTER(PlanRows)]),
    "reactivation_ports_init": (None, [POINTER(Ports)]),
    "reactivation_reason_text": (c_char_p, [c_uint32]),
    "reactivation_render": (c_int32, [Text, POINTER(Bytes), POINTER(Error)]),
    "reactivation_sink_write": (c_int32, [POINTER(Sink), Text]),
    "reactivation_slot_source_init": (None, [POINTER(SlotSource)]),
    "reactivation_status_text": (c_char_p, [c_int32]),
    "reactivation_validate": (c_int32, [Text, POINTER(Bytes), POINTER(Error)]),
    "reactivation_version": (c_char_p, []),
    "reactivation_visit_columns_init": (None, [POINTER(VisitColumns)]),
}

# What sets a struct's size and defaults.
INITIALISERS: dict[str, type[Structure]] = {
    "reactivation_attempt_columns_init": AttemptColumns,
    "reactivation_call_options_init": CallOptions,
    "reactivation_classify_options_init": ClassifyOptions,
    "reactivation_client_columns_init": ClientColumns,
    "reactivation_clock_init": Clock,
    "reactivation_dialogue_memory_init": DialogueMemory,
    "reactivation_engine_options_init": EngineOptions,
    "reactivation_error_init": Error,
    "reactivation_explain_options_init": ExplainOptions,
    "reactivation_history_columns_init": HistoryColumns,
    "reactivation_messenger_init": Messenger,
    "reactivation_notifier_init": Notifier,
    "reactivation_plan_input_init": PlanInput,
    "reactivation_plan_options_init": PlanOptions,
    "reactivation_plan_rows_init": PlanRows,
    "reactivation_ports_init": Ports,
    "reactivation_slot_source_init": SlotSource,
    "reactivation_visit_columns_init": VisitColumns,
}
