"""Letters that can be heard, by their button."""

from dataclasses import replace

from locales import say
from rules.messages import Choice, Message
from rules.notices import Notice
from rules.recordings import Heard, listen_button
from worker.letters.letter import Letter

HEARD = {
    Notice.ACCEPTED: Heard.ACCEPTED,
    Notice.FIXED_ASK: Heard.FIXED,
    Notice.FIXED_REMINDER: Heard.FIXED,
}


def offered(message: Message, notice: Notice, letter: Letter, village_id: int | None) -> Message:
    """With the button, where there is a recording."""
    heard = HEARD.get(notice)
    found = letter.directory.recording(heard, letter.language, village_id) if heard else None
    if heard is None or found is None:
        return message
    says = listen_button(found.id, heard, letter.language).encode()
    return replace(
        message, choices=(*message.choices, (Choice(say(letter.language, "button", "🔊 Listen"), says),))
    )
