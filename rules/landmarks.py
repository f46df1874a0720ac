"""Words that only say where it is: «садиктин жанындагы чырак», «яма возле школы»."""

from collections.abc import Sequence

AFTER = frozenset({"возле", "около", "напротив", "мимо"})
AFTER_TWO = frozenset({("рядом", "с"), ("рядом", "со"), ("недалеко", "от"), ("вблизи", "от")})
BEFORE = frozenset(
    f"{beside}{end}"
    for beside in ("жанын", "алдын", "артын", "тушун", "мандайын", "боюн", "жээгин")
    for end in ("да", "дагы", "а", "ан", "де", "деги", "е", "ен")
)
NOT_A_WORD = ""


def without_landmarks(said: Sequence[str]) -> list[str]:
    """Folded words; a landmark leaves a gap, so that no phrase closes over it."""
    return [NOT_A_WORD if _is_landmark(said, place) else word for place, word in enumerate(said)]


def _is_landmark(said: Sequence[str], place: int) -> bool:
    before, after = said[max(0, place - 2) : place], said[place + 1 : place + 2]
    return bool(
        (before and before[-1] in AFTER) or tuple(before) in AFTER_TWO or (after and after[0] in BEFORE)
    )
