"""One file with everything that is held about a person: composed at the moment it is sent, and kept nowhere."""

from datetime import datetime

from sqlalchemy.orm import Session

from bot.own_data.page import page_of
from bot.reader import Reader
from db.queries import own_data
from rules.messages import Message, Paper

OWN_DATA = "own_data"
"""The prompt that is owed; its row holds nothing."""
FILE_NAME = "dobush.html"


def message(session: Session, reader: Reader, chat_id: int, *, at: datetime, press: str | None) -> Message:
    found = own_data.of_chat(session, chat_id)
    if found is None:
        return Message("", answers_press=press)
    text = reader.chat(
        "📄 This is everything that is kept about you.\nOpen the file on your phone. Do not send it on to strangers."
    )
    return Message(text, paper=Paper(FILE_NAME, page_of(found, reader, at).encode()), answers_press=press)
