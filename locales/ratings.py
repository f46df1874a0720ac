"""The scale of five in words: digit, face and word; never a face alone."""

from locales import phrase, say_phrase

SCALE = {
    5: phrase("button", "5 😀 Very good"),
    4: phrase("button", "4 🙂 Good"),
    3: phrase("button", "3 😐 So-so"),
    2: phrase("button", "2 🙁 Bad"),
    1: phrase("button", "1 😞 Very bad"),
}
"""In the order of the buttons."""
NOT_USED = phrase("button", "I do not use it")


def scale(language: str) -> tuple[tuple[str, str], ...]:
    """What each button says back, and its label; "none" for whoever does not use the service."""
    scores = tuple((str(score), say_phrase(language, words)) for score, words in SCALE.items())
    return (*scores, ("none", say_phrase(language, NOT_USED)))
