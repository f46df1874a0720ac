"""What a person reads into a telephone. Four questions are read as the chat writes them; where the chat shows
numbers, names or a whole card, the words for the ear stand here."""

import re

from locales import phrase, say_phrase
from rules.recordings import Heard

SCRIPTS = {
    Heard.WELCOME: phrase(
        "chat",
        "Hello! A problem with water, waste, street lights or roads?\n"
        "Write here in your own words, or record a voice message.\n"
        "I pass it to the person in charge. The answer comes here.\n"
        "🔒 The clerk does not see your phone number.",
    ),
    Heard.STORY: phrase(
        "chat", "What happened, and where?\nWrite in your own words, record a voice message or send a photo."
    ),
    Heard.VILLAGE: phrase("chat", "Which village is it in?\nTap, or write its name."),
    Heard.TOPIC: phrase("chat", "What is it about?"),
    Heard.CARD: phrase(
        "recording",
        "Please look whether everything is right. If it is, press “Send”. "
        "To correct something, press “Edit”. The clerk will see this, but not your phone number.",
    ),
    Heard.ACCEPTED: phrase(
        "recording",
        "Your report is accepted. Its number and the day of the answer are written above. "
        "The answer comes here.",
    ),
    Heard.FIXED: phrase(
        "recording",
        "The clerk writes that the problem is solved. Do you agree? "
        "Press “Yes”, “No” or “Not sure”. If it is not solved, the report is opened again.",
    ),
    Heard.RATE: phrase(
        "recording",
        "How was this service this month? The first button is very good, the fifth is very bad. "
        "If you do not use it, press the sixth button.",
    ),
}
NOT_SPOKEN = re.compile(r"[\U0001F300-\U0001FAFF\u2600-\u27BF\uFE0F]\s*")


def script(language: str, heard: Heard) -> str:
    return " ".join(NOT_SPOKEN.sub("", say_phrase(language, SCRIPTS[heard])).split())
