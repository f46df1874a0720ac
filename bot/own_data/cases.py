"""Reports with their history and files, what was not sent, and ratings."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from bot.own_data.paper import Part, Sheet, facts, table
from bot.own_data.words import CONFIRMATIONS, MOVES, OUTCOMES, SOURCES, TRACKS
from bot.phrases import STATUS
from db.queries.own_data import OwnCase, OwnData
from locales.files import enclosed, one_file
from rules.lifecycle import Confirmation, Move, Outcome, Source, Track
from rules.reference import shown


def sent(found: OwnData, sheet: Sheet) -> Part | None:
    if not found.cases:
        return None
    left_out = found.cases_in_all - len(found.cases)
    more = [f"<p>{sheet.data('Older reports that are not shown: {n}', n=left_out)}</p>"] if left_out else []
    return sheet.data("Your reports"), [*(_case(case, sheet) for case in found.cases), *more]


def elsewhere(found: OwnData, sheet: Sheet) -> Part | None:
    rows = [(f"№ {shown(one.ticket_id)}", sheet.moment(one.at), one.words) for one in found.elsewhere]
    head = [sheet.data("Number"), sheet.data("Day"), sheet.data("Words")]
    return (sheet.data("Reports of neighbours that you joined"), [table(head, rows)]) if rows else None


def unsent(found: OwnData, sheet: Sheet) -> Part | None:
    drafts = [
        facts(
            [
                (sheet.data("Text"), "\n".join(_words(draft))),
                (sheet.data("Files"), _files(draft, sheet)),
                (sheet.data("Exact place"), ", ".join(map(str, draft.get("pin") or ()))),
                *_applicant(draft.get("official") or {}, sheet),
            ]
        )
        for draft in _drafts(found.memory)
    ]
    written = [draft for draft in drafts if draft]
    return (sheet.data("Not sent"), written) if written else None


def rated(found: OwnData, sheet: Sheet) -> Part | None:
    reader = sheet.reader
    rows = [
        (
            f"{date.fromisoformat(one.month):%m.%Y}",
            reader.topic(one.service, None),
            reader.place_apart(reader.directory.place(one.village_id).code),
            one.score or "–",
            one.words,
        )
        for one in found.ratings
    ]
    head = [
        sheet.data("Month"),
        sheet.data("Service"),
        sheet.data("Village"),
        sheet.data("Score"),
        sheet.data("Words"),
    ]
    return (sheet.data("Your ratings of services"), [table(head, rows)]) if rows else None


def _case(case: OwnCase, sheet: Sheet) -> str:
    return f"<h3>№ {shown(case.ticket.id)}</h3>{_about(case, sheet)}{_history(case, sheet)}{_enclosed(case, sheet)}"


def _official(case: OwnCase, sheet: Sheet) -> list[tuple[str, object]]:
    """What was told for an official appeal, and that it was agreed to."""
    told = case.appeal
    if told is None:
        return []
    return [
        (sheet.data("Full name"), told.name),
        (sheet.data("Address"), told.address),
        (sheet.data("Phone or e-mail for the answer"), told.contact),
        (sheet.data("Consent given"), sheet.moment(told.consent_at)),
        (sheet.data("Registration number"), told.registration_number),
    ]


def _about(case: OwnCase, sheet: Sheet) -> str:
    one, reader = case.ticket, sheet.reader
    directory = reader.directory
    pin = f"{one.lat}, {one.lon}" if one.lat is not None else ""
    point = directory.point(one.point_id).name(reader.language) if one.point_id else ""
    outcome = sheet.phrase(OUTCOMES[Outcome(one.outcome)]) if one.outcome else ""
    said = sheet.phrase(CONFIRMATIONS[Confirmation(one.confirmation)]) if one.confirmation else ""
    return facts(
        [
            (sheet.data("Text"), one.text),
            (sheet.data("State"), sheet.phrase(STATUS[one.status])),
            (sheet.data("How it ended"), outcome),
            (sheet.data("Your reply whether it is solved"), said),
            (sheet.data("Kind"), sheet.phrase(TRACKS[Track(one.track)])),
            (sheet.data("How it came"), sheet.phrase(SOURCES[Source(one.source)])),
            (sheet.data("Service"), reader.topic(one.service_code, one.category_code)),
            (sheet.data("Village"), reader.place_apart(directory.place(one.village_id).code)),
            (sheet.data("Point"), point),
            (sheet.data("Exact place"), pin),
            (sheet.data("Contact"), one.contact),
            *_official(case, sheet),
            (sheet.data("Office"), directory.inbox(one.inbox_id).name(reader.language)),
            (sheet.data("Answer due"), sheet.day(one.answer_due_on)),
            (sheet.data("Your rating of the answer"), case.score),
        ]
    )


def _history(case: OwnCase, sheet: Sheet) -> str:
    rows = [
        (sheet.moment(line.event.at), sheet.phrase(MOVES.get(Move(line.event.move))), line.text or "")
        for line in case.lines
    ]
    return table([sheet.data("Day"), sheet.data("What happened"), sheet.data("Words")], rows)


def _enclosed(case: OwnCase, sheet: Sheet) -> str:
    rows = [
        (
            one_file(sheet.reader.language, one.kind, one.seconds),
            one.claimed_name,
            sheet.moment(one.received_at),
        )
        for one in case.files
    ]
    return table([sheet.data("File"), sheet.data("Name"), sheet.data("Day")], rows) if rows else ""


def _applicant(told: Mapping[str, str], sheet: Sheet) -> list[tuple[str, object]]:
    """What was told so far for an official appeal that was not sent."""
    return [
        (sheet.data("Full name"), told.get("name")),
        (sheet.data("Address"), told.get("address")),
        (sheet.data("Phone or e-mail for the answer"), told.get("contact")),
    ]


def _drafts(memory: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """What is being told, and what was laid aside for it."""
    yield memory
    for aside in ("unsent", "parked"):
        if memory.get(aside):
            yield from _drafts(memory[aside])


def _words(draft: Mapping[str, Any]) -> list[str]:
    told = [words for _, words in draft.get("story", ())] + [draft.get("text") or ""]
    return [words for words in told if words]


def _files(draft: Mapping[str, Any], sheet: Sheet) -> str:
    held = draft.get("files") or ()
    return enclosed(sheet.reader.language, [(one["kind"], one.get("seconds")) for _, one in held])
