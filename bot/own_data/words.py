"""What the file says beside the person's own words."""

from locales import phrase
from rules.lifecycle import Confirmation, Move, Outcome, Source, Track

MOVES = {
    Move.FILE: phrase("data", "You sent the report"),
    Move.ADD: phrase("data", "You added something"),
    Move.TAKE: phrase("data", "Taken into work"),
    Move.ASSIGN: phrase("data", "Given to a clerk"),
    Move.ANSWER: phrase("data", "Answer"),
    Move.ASK: phrase("data", "Question to you"),
    Move.TRANSFER: phrase("data", "Passed on to another office"),
    Move.EXTEND: phrase("data", "Deadline extended"),
    Move.RESOLVE: phrase("data", "The office says how it was solved"),
    Move.DECLINE: phrase("data", "Closed without a solution"),
    Move.CONFIRM: phrase("data", "You answered whether it is solved"),
    Move.REOPEN: phrase("data", "Reopened"),
    Move.EXPIRE: phrase("data", "Closed: there was no reply"),
    Move.WITHDRAW: phrase("data", "You withdrew it"),
    Move.JOIN: phrase("data", "A neighbour joined"),
    Move.LEAVE: phrase("data", "Somebody left it"),
    Move.RESUME: phrase("data", "The deadline runs again"),
}
"""Internal notes are the office's own and are not shown."""
OUTCOMES = {
    Outcome.FIXED: phrase("data", "solved"),
    Outcome.PLANNED: phrase("data", "planned"),
    Outcome.REFUSED: phrase("data", "not solved: it will not be done"),
    Outcome.NOT_OURS: phrase("data", "not solved: it is not the duty of the office"),
    Outcome.DUPLICATE: phrase("data", "reported before"),
    Outcome.WITHDRAWN: phrase("data", "withdrawn"),
}
CONFIRMATIONS = {
    Confirmation.YES: phrase("data", "yes"),
    Confirmation.NO: phrase("data", "no"),
    Confirmation.UNSURE: phrase("data", "I do not know"),
    Confirmation.NONE: phrase("data", "no reply"),
}
TRACKS = {
    Track.FEEDBACK: phrase("data", "ordinary report"),
    Track.APPEAL: phrase("data", "official appeal"),
}
SOURCES = {
    Source.TELEGRAM: phrase("data", "Telegram"),
    Source.WALK_IN: phrase("data", "in person"),
    Source.PHONE: phrase("data", "by telephone"),
    Source.PAPER: phrase("data", "on paper"),
    Source.OPEN311: phrase("data", "another system"),
    Source.API: phrase("data", "another system"),
}
