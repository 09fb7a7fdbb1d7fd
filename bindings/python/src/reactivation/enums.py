"""The enumerations: numbers of the columns, words of the documents."""

from __future__ import annotations

from enum import IntEnum

from . import _abi


class Reason(IntEnum):
    """Why a client is not written to. Numbers never change; 0 is planned."""

    unknown = -1
    planned = 0
    company_disabled = 1
    opted_out = 2
    consent_missing = 3
    phone_missing = 4
    phone_invalid = 5
    paused = 6
    needs_person = 7
    no_visit = 8
    upcoming_booking = 9
    visited_recently = 10
    not_due = 11
    lapsed = 12
    attempt_open = 13
    contacted_recently = 14
    max_attempts = 15
    holdout = 16
    outside_sending_hours = 17
    no_quota = 18

    @classmethod
    def _missing_(cls, value: object) -> Reason:
        return cls.unknown

    @classmethod
    def of(cls, word: str) -> Reason:
        """The reason of a document's word."""
        return cls.__members__.get(word, cls.unknown)


class PhoneStatus(IntEnum):
    """What a phone is good for (column `phone_status`)."""

    mobile = _abi.PHONE_MOBILE
    invalid = _abi.PHONE_INVALID
    missing = _abi.PHONE_MISSING
    test = _abi.PHONE_TEST


class LoyaltyLevel(IntEnum):
    """A client's level (column `loyalty_level`)."""

    unknown = _abi.LOYALTY_UNKNOWN
    new = _abi.LOYALTY_NEW
    bronze = _abi.LOYALTY_BRONZE
    silver = _abi.LOYALTY_SILVER
    gold = _abi.LOYALTY_GOLD
    vip = _abi.LOYALTY_VIP


class Consent(IntEnum):
    """A client's consent to messages (column `consent`)."""

    unknown = _abi.CONSENT_UNKNOWN
    granted = _abi.CONSENT_GRANTED
    denied = _abi.CONSENT_DENIED


class VisitStatus(IntEnum):
    """What became of a booking (column `status` of visits)."""

    completed = _abi.VISIT_COMPLETED
    booked = _abi.VISIT_BOOKED
    cancelled = _abi.VISIT_CANCELLED
    no_show = _abi.VISIT_NO_SHOW


class AttemptState(IntEnum):
    """How far an attempt has come (column `state` of attempts)."""

    planned = 0
    drafted = 1
    held = 2
    ready = 3
    deferred = 4
    dispatching = 5
    accepted = 6
    delivered = 7
    read = 8
    uncertain = 9
    uncertain_final = 10
    rejected = 11
    cancelled = 12


class ReplyType(IntEnum):
    """How an answer is understood (column `reply_type` of attempts)."""

    unknown = -1
    none = 0
    opt_out = 1
    negative = 2
    positive = 3
    neutral = 4
    pause_until = 5
    other_service = 6
    other_staff = 7
    other_time = 8
    unclear = 9
    no_response = 10
    booking_created = 11

    @classmethod
    def of(cls, word: str) -> ReplyType:
        """The type of a document's word."""
        return cls.__members__.get(word, cls.unknown)


class CompletionReason(IntEnum):
    """Why a campaign is over (column `completion_reason` of attempts)."""

    none = 0
    converted = 1
    max_attempts = 2
    opted_out = 3
    negative = 4
    replied = 5
    cancelled = 6
    visited = 7
