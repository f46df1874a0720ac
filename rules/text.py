"""Folding of Kyrgyz and Russian as people type them: for matching and search, never for display.

People leave out ө ү ң ё, write in Latin letters, and official pages use look-alike code points; the folds
are those of normalise_ky.json, whose place folds join the state register with GeoNames.
"""

import re
import unicodedata
from functools import lru_cache

WORD = re.compile(r"[^\W_]+")
LOOK_ALIKES = tuple(zip("ѳɵӊӈҥ", "өөңңң", strict=True))
LEGACY_FONTS = tuple(zip("єїў", "өүң", strict=True))
OTHER_ALPHABETS = re.compile("[іґқғҳ]")
"""Letters of Ukrainian and Uzbek: beside them є ї ў are what they seem."""
FLAT = tuple(zip("өүңё", "оуне", strict=True))
LATIN = re.compile("[a-zöüçşğıñ]")
MIXED_WORD = re.compile(r"(?<![^\W\d_])(?=[^\W\d_]*[a-zöü])(?=[^\W\d_]*[а-яөүңё])[^\W\d_]+")
LATIN_TWINS = str.maketrans("aeopcyxkmthböü", "аеорсухкмтнвөү")
UNSEEN = frozenset({"Cc", "Cf", "Cs", "Mn", "Me"})

PLACE_LETTERS = str.maketrans("ыйюэ", "ииуе", "ьъ")
NOT_A_LETTER = re.compile(r"[\W_]+")
DOUBLED = re.compile(r"(.)\1+")

HEARD, HISSED, SHORT = str.maketrans("оеэ", "аии"), re.compile("(?<=[жшц])ы"), 3

LATIN_WORD = re.compile(r"[a-zöüçşğıñ]+(?:['’ʼ`][a-zöüçşğıñ]+)*")
CHAT_DIGIT = re.compile("(?<=[a-z])[46](?=[a-z])|(?<![a-z0-9])[46](?=[a-z]{2})|(?<=[a-z]{2})[46](?![a-z0-9])")
CHAT_DIGITS = {"4": "ch", "6": "sh"}
"""`4on ta6`: digits that chats in Latin letters use for ч and ш."""
LATIN_SOUND = re.compile("shch|sch|dzh|sh|ch|zh|kh|ts|dj|ya|yu|yo|ye|ng|.")
SPELLED = dict(zip("abvwgdezijklmnoprstufhxcqöüçşğıñ", "абввгдезижклмнопрстуфххцкоучшгын", strict=True))
SPELLED |= dict.fromkeys("'’ʼ`", "ь")
SPELLED |= {"shch": "щ", "sch": "щ", "dzh": "ж", "sh": "ш", "ch": "ч", "zh": "ж", "kh": "х", "ts": "ц"}
SPELLED |= {"dj": "ж", "ya": "я", "yu": "ю", "yo": "е", "ye": "е", "ng": "н"}
VOWELS = tuple("аоуэыие")
AFTER_VOWEL = {"i": "й", "yo": "йо"}
RUSSIAN_E = ("est", "esl", "eshe", "eshch", "esch", "ego", "ee", "edu", "ede", "ezd")

CONTROLS, SURROGATES = "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f", "\ud800-\udfff"
BIDI_OVERRIDES = "\u202a-\u202e\u2066-\u2069"
FORBIDDEN = re.compile(f"[{CONTROLS}{SURROGATES}{BIDI_OVERRIDES}\ufeff]")
LINE_END = re.compile("\r\n?|[\x85\u2028\u2029]")

KYRGYZ_WORDS = frozenset(
    WORD.findall("""
    жана менен учун бар жок эмес бул ушул ошол бир эки уч торт беш биз сиз мен ал алар бизге бизде
    биздин сиздер силер мага бизди кечээ бугун азыр эртен качан эмне эмнеге кайда кайсы кантип канча эч
    ким кимге деп барбы жокпу дагы бирок анан керек болуп болду болот болгон калды калган кетти кетип
    келет келди кылып жатат жатабыз турат турабыз айыл айылда айылга айылдын кочо кочодо кочосу кочонун
    суу сууну суусу жол жолду жолдо жарык таштанды рахмат саламатсызбы саламатсыздарбы салам суранам
    суранабыз сураныч жардам берип бергиле бериниз бери берчи кун кундон кундо жума апта ай айдан жыл
    жылдан балдар уй уйдо эл адамдар туура жакшы жаман абдан ото коп аз эле го беле бекен экен чейин
    кийин мурун баары баардык анткени эгер ооба макул ит иттер кайра тез жер жерде жанында алдында
    боюнча ушунча маселе кезек айтып кыш жай тун тунку ичуучу биротоло кылгыла келбейт бербейт жетпейт
    иштебейт аба суунун жолдун кантебиз тазалык айлык жаны жанындагы алдына алдындагы мектеп мектептин
    мектепте кыздар окмот""")
)
RUSSIAN_WORDS = frozenset(
    WORD.findall("""
    и в во на не нет с со у к ко по за из от до для что чтобы как где когда почему зачем это эта этот
    эти этой этом наш наша наше наши нашей нашем нас нам мы вы вас вам я он она они его ее их мне меня
    был была было были будет есть уже еще очень просто только там тут здесь без под над при через после
    перед между день дня дней неделю недели неделя месяц месяца год года лет часов часа вода воды воду
    водой воде света дорога дороги дорогу дороге улица улице улицы улицу село селе села школа школы
    школе прошу просим пожалуйста помогите спасибо здравствуйте добрый сделайте можно нужно надо нельзя
    или но а то так все никто ничего опять снова вообще сколько кто кого чем чего ли бы же который
    которые вот даже нибудь два три пять дом дома двор двора дети детей ребенок люди людей рядом возле
    около ночью зимой летом утром сегодня вчера завтра тоже всегда никогда если хорошо плохо нормально
    дайте почините уберите почистите вывезите обращение жалоба ответ пока стоит идет нету нужен нужна
    нужны собака собаки собак отключили темно скользко грязь грязно яма ямы""")
)
LOANS = frozenset(
    WORD.findall("""
    свет мусор садик фонарь фанарь столб светофор контейнер холодильник трансформатор маршрутка автобус
    полицейский участковый отопление интернет справка субботник ветеринар фельдшер""")
)
"""Said alike in both languages, so they tell nothing."""
KYRGYZ_SIGNS = (
    (3, re.compile("[өүң]")),
    (2, re.compile("[жшч]ы|[гк]ы(?!рг|зыл)|^ы")),  # Russian spelling forbids жы, шы, чы, кы, гы
    (2, re.compile("уу|ыы|ээ|аа|^(?!воо|соо[бтр]|коопер|зоо|поо|проо|необ).*оо")),
    (2, re.compile("[ыиу]б[ыиу]з|[ыиу]н[ыиу]з(?:дар|дер|дор|ч[ыиу])?$")),  # our, your
    (1, re.compile(".[лдт](?:ар|ер|ор)(?:[ыи]|[гд][аео]н?|[дн][ыиу]н?)?$")),  # plural
    (1, re.compile("йт$|.[бп][аео](?:й(?:м|с[ыиу]з|б[ыиу]з)?$|д[ыиу]к?|ган|ген|гон|с[ыи]н)")),  # does not
    (1, re.compile("..[гк](?:ан|ен|он)(?:[дт].*|ы|и)?$|..[ыиуо]п$|[лн]д[ыиу]$|шт[ыиу]$")),  # having done, did
    (1, re.compile("..[нтд][ыиу]н$|.[ыиу]нд[аео]|..[дтн](?:ан|ен|он)$|й[ыиу]л")),  # of, in, from
    (2, re.compile("[гк](?:[иы]л[аео]|ул[ао])(?:ч[ыиу])?$")),  # do it, all of you
    (1, re.compile("сыз|суз$|[дт]ык$|.[гк][ае]ч$")),
)
RUSSIAN_SIGNS = (
    (2, re.compile("щ|ъ|ё")),
    (1, re.compile("[вцфь]|^[бвгджзклмнпрстфхцчшщ]{2}|[жшч]и")),  # sounds of loans only
    (
        1,
        re.compile("..(?:[ыи]й|ая|яя|[оеыи]е|[ое]го|[ое]му|[ыи]х|[ыиая]ми|ах|ях|ов|ей|[^бп]ой|ев|ом)$"),
    ),  # cases
    (
        1,
        re.compile("..(?:ть|т?ся|шь|[уюя]т|[^кжч]ит|[аяеуюи]ет|[аиыеоя]л[аои]?|л[аи]сь|ано|ен[аы]?)$"),
    ),  # verbs
    (1, re.compile("..(?:ости?|[еа]ни[еяй]|и[яи]|ю)$|^(?:пере|при[бвегзлмнпрсх]|под[абвклмнопрстхч]).{3}")),
)
LONGEST_WORD, MOST_SOUGHT = 40, 10
"""Of a word that is searched, letters; of a search, words."""
Letters = tuple[tuple[str, str], ...]
Signs = tuple[tuple[int, re.Pattern[str]], ...]
MARGIN = 2
"""How far one language must lead before we say so: a wrong guess costs more than none."""


def fold(text: str) -> str:
    """One spelling for all: small letters, ө ү ң ё as о у н е, single spaces, nothing unseen; idempotent."""
    return _respelt(_repaired(text), FLAT)


def tokens(text: str) -> list[str]:
    """The folded words and numbers, in order."""
    return WORD.findall(fold(text))


def searchable(text: str) -> str:
    """What a search looks in: the folded words with one space between them."""
    return " ".join(word[:LONGEST_WORD] for word in tokens(text))


def sought(text: str) -> tuple[str, ...]:
    """What a search looks for: each is a word of `searchable`, or the beginning of one."""
    return tuple(word[:LONGEST_WORD] for word in tokens(text)[:MOST_SOUGHT])


def fold_place(text: str) -> str:
    """The skeleton of a place name, for comparing only: `Джети-Огуз` and `Жети Өгүз` give the same."""
    letters = NOT_A_LETTER.sub("", fold(text)).translate(PLACE_LETTERS)
    return DOUBLED.sub(r"\1", DOUBLED.sub(r"\1", letters).replace("дж", "ж"))


def by_ear(word: str) -> str:
    """A folded word as it sounds: `вада` and `вода`, `сууу` and `суу` are the same; in short words vowels tell."""
    plain = HISSED.sub("и", DOUBLED.sub(r"\1", word))
    return plain.translate(HEARD) if len(plain) > SHORT else plain


def from_latin(text: str) -> str:
    """Folded text whose Latin words are spelt in Cyrillic, `suu jok` as `суу жок`; others stay."""
    letters = CHAT_DIGIT.sub(lambda digit: CHAT_DIGITS[digit[0]], fold(text))
    return LATIN_WORD.sub(lambda word: _in_cyrillic(word[0]), letters)


def has_kyrgyz_letters(text: str) -> bool:
    return not set("өүң").isdisjoint(_repaired(text))


def guess_language(text: str) -> str | None:
    """`ky`, `ru`, or None when neither leads clearly; never to overrule what a person chose."""
    repaired = _repaired(text)
    if LATIN.search(repaired):
        repaired = from_latin(repaired)
    kyrgyz = russian = 0
    for word, flat in ((word, _respelt(word, FLAT)) for word in WORD.findall(repaired)):
        if flat in LOANS:
            continue
        kyrgyz += 2 * (flat in KYRGYZ_WORDS) + _signs(KYRGYZ_SIGNS, word)
        russian += 2 * (flat in RUSSIAN_WORDS) + _signs(RUSSIAN_SIGNS, word)
    if abs(kyrgyz - russian) < MARGIN:
        return None
    return "ky" if kyrgyz > russian else "ru"


def clean(text: str, limit: int | None = None) -> str:
    """What may be stored: `limit` code points at most (None: any), of control characters only \\n and tab.

    NUL and lone surrogates break databases, bidirectional overrides let a text show what it does not say.
    Where there is nothing to read, nothing is kept.
    """
    plain = FORBIDDEN.sub("", LINE_END.sub("\n", text)).strip()[:limit].rstrip()
    return plain if any(_is_seen(c) for c in plain) else ""


def _is_seen(character: str) -> bool:
    return not character.isspace() and unicodedata.category(character) not in UNSEEN


@lru_cache(maxsize=64)  # a story is read for its language, its topic, its places and its words
def _repaired(text: str) -> str:
    """Small, composed letters under their right code points, ө ү ң kept."""
    before, after = None, text.replace("№", " ")  # NFKC would make it the Russian word «но»
    while after != before:
        before, after = after, _repaired_once(after)
    return after


def _repaired_once(text: str) -> str:
    small = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    unseen = {ord(c): None for c in set(small) if unicodedata.category(c) in UNSEEN and not c.isspace()}
    seen = small.translate(unseen) if unseen else small
    right = _respelt(" ".join(seen.split()), LOOK_ALIKES)
    if not OTHER_ALPHABETS.search(right):
        right = _respelt(right, LEGACY_FONTS)
    if LATIN.search(right):
        right = MIXED_WORD.sub(lambda word: word[0].translate(LATIN_TWINS), right)
    return right


def _respelt(text: str, letters: Letters) -> str:
    for wrong, right in letters:
        text = text.replace(wrong, right)
    return text


def _in_cyrillic(word: str) -> str:
    spelt = "е" if word.startswith(RUSSIAN_E) else ""
    for sound in LATIN_SOUND.findall(word[len(spelt) :]):
        spelt += _letter(sound, spelt)
    return spelt


def _letter(sound: str, before: str) -> str:
    """`y` and `i` are й after a vowel, `e` is э at the start: `aiyl`, `rayon`, `emne`."""
    after_vowel = before.endswith(VOWELS)
    if sound == "y":
        return "й" if after_vowel else "ы"
    if after_vowel and sound in AFTER_VOWEL:
        return AFTER_VOWEL[sound]
    if sound == "e" and not before:
        return "э"
    return SPELLED[sound]


def _signs(signs: Signs, word: str) -> int:
    return sum(weight for weight, sign in signs if sign.search(word))
