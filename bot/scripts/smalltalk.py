"""Greetings and thanks are answered, never filed."""

from rules.text import tokens

HELLO = frozenset(
    tokens(
        "салам саламатсызбы саламатсыңарбы ассалому алейкум ассаламалейкум саламалейкум кандайсыз кандайсың "
        "здравствуйте здравствуй привет добрый день вечер утро доброе hello hi salam salamatsyzby privet"
    )
)
THANKS = frozenset(
    tokens(
        "рахмат чоң ырахмат спасибо большое благодарю rahmat rakhmat spasibo thanks thank you "
        "ок окей жарайт макул хорошо понятно ok"
    )
)
LONGEST = 4
"""Tokens: a longer text has something to say beside the greeting."""


def kind(text: str) -> str:
    """ "hello", "thanks" or ""."""
    said = tokens(text)
    if not said or len(said) > LONGEST:
        return ""
    if all(token in HELLO for token in said):
        return "hello"
    return "thanks" if all(token in THANKS for token in said) else ""
