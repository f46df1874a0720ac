"""Every prompt by its code: how it is worded, for whom and from which facts."""

from collections.abc import Callable

from bot.prompts import appeal, cases, complaint, files, privacy, ratings, talk
from bot.reader import Facts, Reader
from rules.messages import Message

PROMPTS: dict[str, Callable[[Reader, Facts], Message]] = {
    **talk.PROMPTS,
    **complaint.PROMPTS,
    **appeal.PROMPTS,
    **cases.PROMPTS,
    **files.PROMPTS,
    **ratings.PROMPTS,
    **privacy.PROMPTS,
}
