"""Which service a story is about, guessed from words of the catalogue; not sure rather than wrong."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from rules.landmarks import without_landmarks
from rules.text import LATIN, WORD, by_ear, fold, from_latin, tokens

CERTAIN = 2
"""A guess needs this sum of weights, and as much more than the next one."""
CLEARER = 1
"""Of the categories of a certain service, the leading one needs only to lead."""
WHOLE_UP_TO = 3
"""Words this short must match whole: «суу» is water, «суук» is cold."""
HEARD_WHOLE_UP_TO = 4
"""By ear a little longer ones too: «стоят» begins as «стая» sounds, «мастер» as «мост»."""
FILLERS = frozenset(
    WORD.findall("""
    такыр таптакыр дагы да деле эле абдан аябай ото ушунча бугун кечээ азыр быйыл бери болду болуп кун кундон
    жума жумадан апта аптадан ай айдан жыл жылдан бир эки уч торт беш алты жети он жарым
    уже опять снова совсем очень вообще тоже же все сегодня вчера сейчас так еще давно второй третий третью
    вторую день дня дней неделю недели месяц месяца год года два две три пять""")
)
"""How much and since when: a phrase is recognised across them, «суу үч күндөн бери жок» is «суу жок»."""

WeightedWords = tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """One word or phrase, split into folded words, and what it says about which code."""

    code: str
    parts: tuple[str, ...]
    weight: int


class Index:
    """Entries by the beginning of their first word, all of it spelt in one manner."""

    def __init__(
        self, entries: Iterable[Entry], spell: Callable[[str], str] = str, whole_up_to: int = WHOLE_UP_TO
    ) -> None:
        self._spell, self._whole_up_to = spell, whole_up_to
        self._by_start: dict[str, list[Entry]] = defaultdict(list)
        for entry in entries:
            self._by_start[entry.parts[0][:WHOLE_UP_TO]].append(entry)

    def found_in(self, said: Iterable[str]) -> set[Entry]:
        """The entries that occur; one said twice counts once."""
        spelt = [self._spell(word) for word in said]
        return {
            entry
            for place, word in enumerate(spelt)
            for entry in self._by_start.get(word[:WHOLE_UP_TO], ())
            if self._fits(entry.parts, spelt[place : place + len(entry.parts)])
        }

    def _fits(self, parts: Sequence[str], said: Sequence[str]) -> bool:
        if len(parts) != len(said):
            return False
        for part, word in zip(parts, said, strict=True):
            if not word.startswith(part) or (len(part) <= self._whole_up_to and word != part):
                return False
        return True


@dataclass(frozen=True, slots=True)
class TopicWords:
    """`words`: code → words or phrases with weights; codes named in `service_of` are categories of a service.

    Folded here, so the catalogue may be written with ө ү ң. Raises ValueError for an entry without letters.
    """

    words: Mapping[str, WeightedWords]
    service_of: Mapping[str, str] = field(default_factory=dict)
    read: Index = field(init=False, repr=False, compare=False)
    heard: Index = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        entries = list(self._entries())
        object.__setattr__(self, "read", Index(entries))
        object.__setattr__(self, "heard", Index(_heaviest(map(_by_ear, entries)), by_ear, HEARD_WHOLE_UP_TO))

    def service(self, entry: Entry) -> str:
        return self.service_of.get(entry.code, entry.code)

    def _entries(self) -> Iterator[Entry]:
        for code, weighted in self.words.items():
            for words, weight in weighted:
                parts = tuple(tokens(words))
                if not parts:
                    raise ValueError(f"an empty word for {code}: {words!r}")
                yield Entry(code, parts, weight)


@dataclass(frozen=True, slots=True)
class Guess:
    """`service` and `category` are None when not sure.

    `score` is the sum of weights of the leading service, sure or not; `runner_up` is the one after it.
    """

    service: str | None
    category: str | None
    score: int
    runner_up: str | None


def guess(text: str, words: TopicWords) -> Guess:
    """What is misspelt is heard only where what is spelt rightly does not decide."""
    readings = list(_readings(text))
    found = {entry for said in readings for entry in words.read.found_in(said)}
    if not _decided(found, words):
        heard = {entry for said in readings for entry in words.heard.found_in(said)}
        found = set(_heaviest(heard.union(map(_by_ear, found))))
    services, leader = _services(found, words), _decided(found, words)
    categories = _ranked(
        (entry.code, entry.weight) for entry in found if leader and words.service_of.get(entry.code) == leader
    )
    return Guess(
        service=leader,
        category=_certain(categories, CLEARER),
        score=services[0][1] if services else 0,
        runner_up=services[1][0] if len(services) > 1 else None,
    )


def _readings(text: str) -> Iterator[Sequence[str]]:
    """As it stands and in Cyrillic, each also without the fillers; what only says where it is, is left out."""
    folded = fold(text)
    for spelt in (folded, from_latin(folded)) if LATIN.search(folded) else (folded,):
        said = without_landmarks(WORD.findall(spelt))
        plain = [word for word in said if word not in FILLERS and not word.isdigit()]
        yield from (said, plain) if plain != said else (said,)


def _services(found: Collection[Entry], words: TopicWords) -> list[tuple[str, int]]:
    return _ranked((words.service(entry), entry.weight) for entry in found)


def _decided(found: Collection[Entry], words: TopicWords) -> str | None:
    """Weak words support what another one says; by themselves they decide nothing, however many they are."""
    leader = _certain(_services(found, words))
    said = any(entry.weight >= CERTAIN and words.service(entry) == leader for entry in found)
    return leader if said else None


def _by_ear(entry: Entry) -> Entry:
    return replace(entry, parts=tuple(map(by_ear, entry.parts)))


def _heaviest(entries: Iterable[Entry]) -> Iterable[Entry]:
    """Of those that became alike; «дорога» and «дороги» sound the same, and count once."""
    return {
        (entry.code, entry.parts): entry for entry in sorted(entries, key=lambda entry: entry.weight)
    }.values()


def _ranked(weights: Iterable[tuple[str, int]]) -> list[tuple[str, int]]:
    """Codes with the sums of their weights, heaviest first; equals by name, so a guess is repeatable."""
    sums: dict[str, int] = defaultdict(int)
    for code, weight in weights:
        sums[code] += weight
    return sorted(sums.items(), key=lambda scored: (-scored[1], scored[0]))


def _certain(ranked: list[tuple[str, int]], lead: int = CERTAIN) -> str | None:
    next_best = ranked[1][1] if len(ranked) > 1 else 0
    return ranked[0][0] if ranked and ranked[0][1] - next_best >= lead else None
