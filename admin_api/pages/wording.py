"""What codes are called on a page. One word for one thing: GLOSSARY.md."""

from locales import Phrase, phrase
from rules.lifecycle import Confirmation, Outcome, Role, Source, Status, Track
from rules.notices import Notice
from rules.routing import Reason

STATUS: dict[str, Phrase] = {
    Status.FILED: phrase("page", "New"),
    Status.IN_PROGRESS: phrase("page", "In progress"),
    Status.WAITING: phrase("page", "Waiting for the resident"),
    Status.RESOLVED: phrase("page", "Finished, resident asked"),
    Status.CLOSED: phrase("page", "Closed"),
}

OUTCOME: dict[str, Phrase] = {
    Outcome.FIXED: phrase("page", "Solved"),
    Outcome.PLANNED: phrase("page", "Planned"),
    Outcome.REFUSED: phrase("page", "Not solved: refused"),
    Outcome.NOT_OURS: phrase("page", "Not solved: not our duty"),
    Outcome.DUPLICATE: phrase("page", "Duplicate"),
    Outcome.WITHDRAWN: phrase("page", "Withdrawn by the resident"),
}

CONFIRMATION: dict[str, Phrase] = {
    Confirmation.YES: phrase("page", "The resident confirmed: it is solved"),
    Confirmation.NO: phrase("page", "The resident said: it is not solved"),
    Confirmation.UNSURE: phrase("page", "The resident is not sure whether it is solved"),
    Confirmation.NONE: phrase("page", "The resident did not reply to the question"),
}

ROLE: dict[str, Phrase] = {
    Role.CITIZEN: phrase("page", "Resident"),
    Role.CLERK: phrase("page", "Clerk"),
    Role.DISPATCHER: phrase("page", "Dispatcher"),
    Role.HEAD: phrase("page", "Head"),
    Role.COUNCIL: phrase("page", "Council member"),
    Role.ADMIN: phrase("page", "Administrator"),
    Role.PROVIDER: phrase("page", "Provider"),
    Role.CLIENT: phrase("page", "Another system"),
    Role.CLOCK: phrase("page", "Automatically"),
}

SOURCE: dict[str, Phrase] = {
    Source.TELEGRAM: phrase("page", "Telegram"),
    Source.WALK_IN: phrase("page", "In person"),
    Source.PHONE: phrase("page", "By phone"),
    Source.PAPER: phrase("page", "On paper"),
    Source.OPEN311: phrase("page", "Open311"),
    Source.API: phrase("page", "Another system"),
}

TRACK: dict[str, Phrase] = {
    Track.FEEDBACK: phrase("page", "Ordinary report"),
    Track.APPEAL: phrase("page", "Official appeal"),
}

TO_APPEAL = phrase("page", "The resident made it an official appeal")
TO_FEEDBACK = phrase("page", "The resident made it an ordinary report again")

WHY_HERE: dict[str, Phrase] = {
    Reason.PROVIDER: phrase("page", "This office provides the service in this place."),
    Reason.MUNICIPALITY: phrase("page", "The place belongs to the municipality of this office."),
    Reason.FALLBACK: phrase(
        "page", "The municipality has no inbox of its own yet, so the district received it."
    ),
}

DELIVERY: dict[str, Phrase] = {
    "waiting": phrase("page", "On its way to the resident"),
    "sent": phrase("page", "Delivered to the resident in Telegram"),
    "failed": phrase("page", "Not delivered: the resident cannot be reached in Telegram"),
}

NOTICE: dict[str, Phrase] = {
    Notice.NEW_CASE: phrase("page", "a new case"),
    Notice.ADDED: phrase("page", "the resident added something"),
    Notice.JOINED: phrase("page", "neighbours have the same"),
    Notice.ASSIGNED: phrase("page", "assigned to you"),
    Notice.CASE_LEFT: phrase("page", "passed on to another office"),
    Notice.CASE_ARRIVED: phrase("page", "passed on to you"),
    Notice.CONFIRMED: phrase("page", "the resident answered whether it is solved"),
    Notice.CASE_REOPENED: phrase("page", "reopened"),
    Notice.REOPENED_HEAD: phrase("page", "reopened"),
    Notice.WITHDRAWN: phrase("page", "withdrawn by the resident"),
    Notice.QUESTION_LAPSED: phrase("page", "the resident did not answer your question; the clock runs again"),
    Notice.DUE_SOON: phrase("page", "the answer is due soon"),
    Notice.OVERDUE_CLERK: phrase("page", "the answer is overdue"),
    Notice.OVERDUE_HEAD: phrase("page", "the answer is overdue"),
    Notice.NEW_APPEAL: phrase("page", "is an official appeal now"),
    Notice.APPEAL_DROPPED: phrase("page", "is an ordinary report again"),
    Notice.REGISTER_SOON: phrase("page", "the official appeal must be registered today"),
    Notice.REGISTER_LATE_CLERK: phrase("page", "the official appeal is not registered in time"),
    Notice.REGISTER_LATE_HEAD: phrase("page", "the official appeal is not registered in time"),
}
SOMETHING_NEW = phrase("page", "something new")

FLASH: dict[str, Phrase] = {
    "file": phrase("page", "The report is filed. Tell the resident its number."),
    "take": phrase("page", "The case is yours now. The resident will be told."),
    "assign": phrase("page", "The case is assigned."),
    "answer": phrase("page", "The answer is saved and on its way to the resident."),
    "ask": phrase("page", "The question is saved and on its way to the resident. The clock stands still."),
    "transfer": phrase("page", "The case is passed on."),
    "extend": phrase("page", "The deadline is extended. The resident will be told."),
    "resolve": phrase("page", "Saved. The resident will be asked whether it is solved."),
    "decline": phrase("page", "Saved. The resident will be told the reason."),
    "reopen": phrase("page", "The case is open again."),
    "register": phrase("page", "The official appeal is registered. The resident will be told the number."),
    "note": phrase("page", "The note is saved. Only colleagues see it."),
    "read": phrase("page", "Marked as read."),
}

REFUSAL: dict[str, Phrase] = {
    "stale_version": phrase(
        "page", "Somebody was faster. Read what happened, then send again if it still fits."
    ),
    "form_out_of_date": phrase(
        "page", "The form was out of date. Your text is kept: press the button again."
    ),
}
"""Where a form can say more than admin_api/sentences.py."""
