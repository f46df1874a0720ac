"""A case as a conversation: what the citizen wrote, what the office answered, and the moves in between."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from admin_api.pages import enclosures, wording
from admin_api.pages.enclosures import Shown
from admin_api.pages.map_links import MapLinks, map_links
from admin_api.pages.page import Reader
from db.queries import delivery, people
from db.queries.tickets import HistoryLine, TicketRow
from locales import Phrase
from rules import geography
from rules.lifecycle import Move, Role
from rules.rudeness import is_rude

CITIZEN, OFFICE, NOTE, MOVE = "citizen", "office", "note", "move"
WORDS_OF = {
    Move.FILE: CITIZEN,
    Move.ADD: CITIZEN,
    Move.ANSWER: OFFICE,
    Move.ASK: OFFICE,
    Move.RESOLVE: OFFICE,
}
WORDS_OF |= {Move.DECLINE: OFFICE, Move.NOTE: NOTE}
TOLD = frozenset({Move.ANSWER, Move.ASK, Move.RESOLVE, Move.DECLINE})


@dataclass(frozen=True, slots=True)
class Entry:
    """One event; `kind` says whose words it is, or that it is a move."""

    seq: int
    kind: str
    who: str
    at: str
    iso: str
    headline: str
    text: str
    rude: bool
    """The words are there, behind a tap."""
    spot: MapLinks | None
    """The words are a place on the map."""
    erased: bool
    """There were words, and they were erased on request."""
    delivery: str
    undelivered: bool
    forwarded: bool
    files: tuple[Shown, ...]


def entries(who: Reader, ticket: TicketRow, lines: Sequence[HistoryLine]) -> list[Entry]:
    session = who.known.session
    named = people.names(session, sorted(_mentioned(lines)))
    told = delivery.to_citizen(session, ticket.id)
    came = enclosures.by_event(who, ticket.id)
    found: list[Entry] = []
    for line in lines:
        entry = _entry(who, ticket, line, named, told, came[line.event.id])
        if line.event.facts.get("continued") and found and found[-1].kind == CITIZEN:
            found[-1] = _joined(found[-1], entry)
        else:
            found.append(entry)
    return found


def _joined(first: Entry, more: Entry) -> Entry:
    """Parts of one album, or of one long text, are one thing said."""
    text = "\n".join(words for words in (first.text, more.text) if words)
    return replace(first, text=text, files=(*first.files, *more.files))


def _mentioned(lines: Sequence[HistoryLine]) -> set[int]:
    found = {line.event.by_user_id for line in lines} | {line.event.facts.get("assignee") for line in lines}
    return {id for id in found if isinstance(id, int)}


def _entry(
    who: Reader,
    ticket: TicketRow,
    line: HistoryLine,
    named: Mapping[int, str],
    told: Mapping[int, str],
    came: Sequence[Shown],
) -> Entry:
    event = line.event
    move = Move(event.move)
    status = told.get(event.id, "")
    return Entry(
        seq=event.seq,
        kind=_kind(move, line),
        who=_who(who, event, named),
        at=who.clock(event.at),
        iso=event.at.isoformat(),
        headline=_headline(who, move, event.facts, named),
        text=line.text or "",
        rude=is_rude(line.text or ""),
        spot=_spot(line.text or ""),
        erased=line.text is None and event.text_digest is not None,
        delivery=_delivery(who, ticket, status) if move in TOLD else "",
        undelivered=status == "failed",
        forwarded=bool(event.facts.get("forwarded")),
        files=tuple(came),
    )


def _spot(words: str) -> MapLinks | None:
    there = geography.read(words)
    return map_links(there) if there else None


def _kind(move: Move, line: HistoryLine) -> str:
    """Whoever reopens a case may say why: a citizen's words stay a citizen's words."""
    said = line.text is not None or line.event.facts.get("files")
    said_by_citizen = line.event.by_role == Role.CITIZEN and said
    return CITIZEN if said_by_citizen else WORDS_OF.get(move, MOVE)


def _who(who: Reader, event: Any, named: Mapping[int, str]) -> str:
    """A colleague by name and role; a citizen never by name."""
    role = who.say(wording.ROLE[Role(event.by_role)])
    return f"{named[event.by_user_id]} · {role}" if event.by_user_id in named else role


def _delivery(who: Reader, ticket: TicketRow, status: str) -> str:
    if ticket.erased_at is not None:
        return ""
    if ticket.erasure_asked_at is not None and not status:
        return who.t("The resident has deleted their data: not sent in Telegram")
    if ticket.citizen_id is None and ticket.erasure_asked_at is None:
        return who.t("Not written from Telegram: tell the person yourself")
    spoken = wording.DELIVERY.get(status)
    return who.say(spoken) if spoken else ""


def _headline(who: Reader, move: Move, facts: Mapping[str, Any], named: Mapping[int, str]) -> str:
    worded = HEADLINES.get(move)
    return worded(who, facts, named) if worded else ""


Headline = Callable[[Reader, Mapping[str, Any], Mapping[int, str]], str]


def _assigned(who: Reader, facts: Mapping[str, Any], named: Mapping[int, str]) -> str:
    return who.t("Assigned to: {name}", name=named.get(facts.get("assignee", 0), "?"))


def _passed_on(who: Reader, facts: Mapping[str, Any], named: Mapping[int, str]) -> str:
    old, new = office(who, facts, "from_inbox"), office(who, facts, "to_inbox")
    return who.t("Passed on. From: {old}. To: {new}", old=old, new=new)


def _extended(who: Reader, facts: Mapping[str, Any], named: Mapping[int, str]) -> str:
    return who.t("Deadline extended. New day: {date}", date=who.day(date.fromisoformat(facts["until"])))


def _ended(who: Reader, facts: Mapping[str, Any], named: Mapping[int, str]) -> str:
    words = who.say(wording.OUTCOME[facts["outcome"]])
    planned = facts.get("planned_on")
    return f"{words}: {who.day(date.fromisoformat(planned))}" if planned else words


def _confirmed(who: Reader, facts: Mapping[str, Any], named: Mapping[int, str]) -> str:
    return who.say(wording.CONFIRMATION[facts["confirmation"]])


def _registered(who: Reader, facts: Mapping[str, Any], named: Mapping[int, str]) -> str:
    return who.t("Registered. Number: {number}", number=facts["registration_number"])


def _on_track(spoken: Phrase) -> Headline:
    """The citizen's own act; the day of the answer moves with it."""

    def worded(who: Reader, facts: Mapping[str, Any], named: Mapping[int, str]) -> str:
        due = who.t("Answer due: {date}", date=who.day(date.fromisoformat(facts["until"])))
        return f"{who.say(spoken)} · {due}"

    return worded


def _withdrawn(who: Reader, facts: Mapping[str, Any], named: Mapping[int, str]) -> str:
    if facts.get("erased"):
        return who.t("The resident deleted their data, and with it the case")
    return who.t("Withdrawn by the resident")


HEADLINES: dict[Move, Headline] = {
    Move.FILE: lambda who, facts, named: who.say(wording.SOURCE[facts["source"]]),
    Move.ADD: lambda who, facts, named: who.t("Correction") if facts.get("correction") else who.t("Addition"),
    Move.TAKE: lambda who, facts, named: who.t("Taken into work"),
    Move.ASSIGN: _assigned,
    Move.ANSWER: lambda who, facts, named: who.t("Answer"),
    Move.ASK: lambda who, facts, named: who.t("Question to the resident"),
    Move.TRANSFER: _passed_on,
    Move.EXTEND: _extended,
    Move.RESOLVE: _ended,
    Move.DECLINE: _ended,
    Move.CONFIRM: _confirmed,
    Move.REOPEN: lambda who, facts, named: who.t("Reopened"),
    Move.EXPIRE: lambda who, facts, named: who.t("Closed: the resident did not reply"),
    Move.WITHDRAW: _withdrawn,
    Move.NOTE: lambda who, facts, named: who.t("Internal note"),
    Move.JOIN: lambda who, facts, named: f"{who.t('A neighbour has the same')}: {facts['joined']}",
    Move.LEAVE: lambda who, facts, named: who.t("A resident left this case"),
    Move.RESUME: lambda who, facts, named: who.t("No reply to the question. The clock runs again."),
    Move.REGISTER: _registered,
    Move.TO_APPEAL: _on_track(wording.TO_APPEAL),
    Move.TO_FEEDBACK: _on_track(wording.TO_FEEDBACK),
}


def office(who: Reader, facts: Mapping[str, Any], name: str) -> str:
    entry = who.known.desk.directory.inbox_by_code(facts.get(name, ""))
    return entry.name(who.language) if entry else "?"
