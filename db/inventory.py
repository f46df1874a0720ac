"""Every column of every table: whose data it can hold, and what becomes of it when a citizen is forgotten.

A test walks the tables and finds what is missing here. Whoever adds a column says what it is.
"""

from collections.abc import Mapping
from enum import StrEnum


class Fate(StrEnum):
    NOT_PERSONAL = "not personal"
    """Codes, numbers and days that lead to nobody. A ticket's number leads to its row, and the row to nobody."""
    STAFF = "of colleagues"
    """Data of whoever works here, under the rules of their work; and of programs with a key."""
    ROW = "the row is deleted"
    EMPTIED = "emptied"
    UNLINKED = "set to null"
    PASSING = "gone by itself"
    """It lives for minutes or days and is swept."""


NOT_PERSONAL, STAFF, ROW, EMPTIED, UNLINKED, PASSING = Fate

INVENTORY: Mapping[str, Mapping[Fate, str]] = {
    "accesses": {STAFF: "id user_id what at", NOT_PERSONAL: "ticket_id"},
    "answer_ratings": {NOT_PERSONAL: "id ticket_id score at replaced_at"},
    "appeals": {
        NOT_PERSONAL: "ticket_id consent_at consent_version ordinary_due_on ordinary_answer_at registered_at "
        "registration_number registry_id",
        UNLINKED: "name address contact",
    },
    "buckets": {NOT_PERSONAL: "name tokens refilled_at"},
    "catalogue_state": {NOT_PERSONAL: "id version imported_at"},
    "categories": {
        NOT_PERSONAL: "code service_code position name_ky name_ru name_en answer_within resolve_within words valid_to"
    },
    "citizens": {
        ROW: "id chat_id language guessed_language village_id source reachable first_seen_at left_panel_at",
    },
    "conversations": {ROW: "chat_id script step memory version card_message_id updated_at"},
    "event_texts": {ROW: "event_id salt text citizen_id"},
    "events": {
        NOT_PERSONAL: "id ticket_id seq at move by_role status facts text_digest seal",
        STAFF: "by_user_id",
    },
    "files": {
        ROW: "id token ticket_id event_id citizen_id kind file_id unique_id claimed_name claimed_mime claimed_bytes "
        "seconds status reason mime bytes sha256 attempts ready_at lease leased_until received_at settled_at"
    },
    "followers": {NOT_PERSONAL: "id ticket_id joined_at left_at confirmation", UNLINKED: "citizen_id"},
    "heartbeats": {NOT_PERSONAL: "name at beats"},
    "holidays": {NOT_PERSONAL: "on kind name_ky name_ru name_en source"},
    "idempotency_keys": {STAFF: "id user_id key request_digest created_at", NOT_PERSONAL: "ticket_id"},
    "inboxes": {NOT_PERSONAL: "id code kind unit_id name_ky name_ru name_en phone demo valid_from valid_to"},
    "leases": {NOT_PERSONAL: "name holder until"},
    "legal_terms": {NOT_PERSONAL: "id code days unit valid_from valid_to law confidence note"},
    "limits": {PASSING: "name until failures over_at"},
    "outbox": {
        NOT_PERSONAL: "id kind channel content ticket_id event_id asked_version silent created_at ready_at status "
        "attempts leased_until lease settled_at error",
        STAFF: "user_id",
        UNLINKED: "chat_id message_id once_key",
        EMPTIED: "facts",
    },
    "panel_asks": {
        NOT_PERSONAL: "id municipality_id month ask_on village_id service_code asked_at",
        UNLINKED: "citizen_id",
    },
    "panels": {NOT_PERSONAL: "id unit_id people"},
    "points": {
        NOT_PERSONAL: "id code kind village_id service_code name_ky name_ru name_en lat lon valid_from valid_to note"
    },
    "received_updates": {
        NOT_PERSONAL: "id bot_id update_id received_at status attempts ready_at",
        EMPTIED: "body chat_id",
        UNLINKED: "error",
    },
    "reasons": {NOT_PERSONAL: "code service_code position name_ky name_ru name_en category_code valid_to"},
    "recordings": {
        NOT_PERSONAL: "id prompt language municipality_id token mime bytes seconds file_id added_at",
    },
    "registries": {NOT_PERSONAL: "inbox_id year last"},
    "removals": {PASSING: "name kind ready_at"},
    "routes": {
        NOT_PERSONAL: "id service_code category_code unit_id inbox_id priority valid_from valid_to",
    },
    "secrets": {STAFF: "id digest kind user_id created_at expires_at last_used_at ended_at"},
    "service_ratings": {
        NOT_PERSONAL: "id service_code village_id month stream score reason_code at replaced_at",
        UNLINKED: "citizen_id words",
    },
    "services": {
        NOT_PERSONAL: "code position emoji rated name_ky name_ru name_en answer_within resolve_within words valid_to"
    },
    "slots": {NOT_PERSONAL: "id duty at holder until done_at"},
    "tickets": {
        NOT_PERSONAL: "id track source status status_since outcome confirmation inbox_id routed_by municipality_id "
        "village_id point_id service_code category_code language joined filed_at answer_due_on resolve_due_on "
        "first_answer_at resolved_at planned_on updated_at version register_due_on erasure_asked_at erased_at",
        STAFF: "assignee_id",
        EMPTIED: "text search_text",
        UNLINKED: "lat lon contact citizen_id draft_key",
    },
    "unit_aliases": {NOT_PERSONAL: "id unit_id name"},
    "unit_codes": {NOT_PERSONAL: "id unit_id scheme value valid_from valid_to"},
    "unit_lineage": {NOT_PERSONAL: "id from_id to_id kind on act source"},
    "units": {
        NOT_PERSONAL: "id code kind parent_id name_ky name_ru name_en lat lon point_certain name_certain "
        "valid_from valid_to note"
    },
    "user_inboxes": {STAFF: "id user_id inbox_id"},
    "user_municipalities": {STAFF: "id user_id unit_id"},
    "users": {STAFF: "id name role language chat_id active created_at"},
}


def columns(table: str, *fates: Fate) -> set[str]:
    """Of a table, those with one of these fates; all of them when none is named."""
    return {
        name
        for fate, names in INVENTORY[table].items()
        if not fates or fate in fates
        for name in names.split()
    }
