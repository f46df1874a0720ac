"""What Kyrgyz and Russian do to the name of a place in a sentence, folded as names of places are."""

import re

from rules.text import fold, fold_place

ALPHABET = {letter: place for place, letter in enumerate("абвгдеёжзийклмнңоөпрстуүфхцчшщъыьэюя")}


def kyrgyz_order(name: str) -> tuple[int, ...]:
    """For sorting: ң after н, ө after о, ү after у; hyphens and spaces unheard."""
    return tuple(ALPHABET.get(letter, ord(letter)) for letter in name.lower() if letter.isalnum())


def _words(text: str) -> frozenset[str]:
    return frozenset(fold(word) for word in text.split())


def _names(text: str) -> frozenset[str]:
    return frozenset(fold_place(word) for word in text.split())


def russified(name: str) -> str:
    """A Kyrgyz name as Russian maps wrote it: ө ү within a word as е ю."""
    return WITHIN.sub(lambda letter: SOVIET[letter[0]], name.lower())


def adjective(name: str) -> str:
    """The folded beginning of the adjective made of a folded name: `михаиловка` as `михаиловск`."""
    end, joint = next(stem for stem in RUSSIAN_STEMS if re.search(stem[0], name))
    return fold_place(re.sub(end, joint, name, count=1) + "ск")


WITHIN = re.compile(r"(?<=\w)[өү]")
SOVIET = {"ө": "е", "ү": "ю"}
KYRGYZ_ENDINGS = _names(
    """да де до дө та те то тө га ге го гө ка ке ко кө дан ден дон дөн тан тен тон төн
    нын нин нун нүн дын дин дун дүн тын тин тун түн ны ни ну нү ды ди ду дү ты ти ту тү
    дагы деги догу дөгү тагы теги тогу төгү лык лик лук лүк дык дик дук дүк тык тик тук түк"""
)
RUSSIAN_ENDINGS = frozenset({"а", "у", "е", "ом", "ем"})
"""After a consonant: из Каракола, в Барскоуне."""
RUSSIAN_ENDINGS_OF_A = frozenset({"е", "у", "и", "ои"})
"""Instead of а: в Теплоключенке, из Михайловки."""
RUSSIAN_ENDINGS_OF_I = frozenset({"е", "я", "у", "ем"})
"""Instead of й after a vowel, which is и here: в Арал-Сае."""
RUSSIAN_ADJECTIVE = re.compile("(.+к)(?:и|ое|ои|ого|ому|ом|ая|уу?)")
"""Барскоонский, Михайловское: what stands before the ending, when it is folded."""
RUSSIAN_STEMS = (("ск(?:ое|и|ая)$", ""), ("(?<=[вн])ка$", ""), ("[ая]$", "ин"), ("[ое]$", ""), ("$", ""))
"""How a folded name is cut for -ский: the first that fits."""
VOWELS = frozenset("аеиоуя")
SHORTEST_FOR_RUSSIAN = 5

CARRIERS_AFTER = _words(
    """айыл айылы айылында айылынан айылына айылынын айылда айылга айылдын кыштак кыштагы кыштагында
    шаар шаары шаарында шаарынын шаарына"""
)
CARRIERS_BEFORE = _words(
    """село селе села селу сел поселок поселке поселка пос деревня деревне аул город городе города
    участок участке"""
)
"""A noun that says: the word beside me is a settlement."""
ABBREVIATED = frozenset({"с", "г", "п"})
"""The same with a full stop; without it с is a preposition."""
ELSEWHERE_AFTER = tuple(_words("көч район облус област дары аймаг өкмөт кеңеш улиц шоссе мектеп мечит"))
ELSEWHERE_BEFORE = _words("ул улица улице улицу улицы улиц көчөсү школа школе")
"""A noun that says: the name beside me is a street, a rayon, a river, an office."""
OFFICE_BETWEEN = "айыл"
"""Ак-Суу айыл аймагы: an office, though a settlement's noun comes first."""

COMMON_WORDS = _names(
    """акчалуу алмалуу алчалуу арчалы атайы атана балыкты бирдик бирлик бирлешкен бостон бөгөт достук дархан
    жаңгак жарадар жеңиш жийде жылдыз интернационал кагазды кайнар кайырма калта караван качкынчы кашат келте
    кечүү колот коминтерн комсомол коргон корумду көктөндү көлмө көтөрмө кудук культцентр кургак курама
    курулуш кызарт кытай ленин лесное маман найман нарын октябрь октябрьское орлиное отрадное өрнөк өрүктү
    первомай песчаный пионер подгорное пригородный пристань прогресс рассвет сапалак советское тасма таштак
    тегене темир теңдик толук торук улук үлгү чарбак чолпон чырак чычкан ширин ынтымак ырыс эшме"""
)
"""Names that are also plain words of a complaint: they count only where they are written as a name."""
COMMON_ENDS = tuple(
    _names(
        "суу жол арык булак таш көл айыл жер шаар жыгач терек дөбө талаа коргон базар алма өрүк там баш үй"
    )
)
"""Two words that end so may describe and not name: жаңы жол, ак суу, кара жыгач."""
SHORTEST_PLAIN = 5
"""A shorter name, too, counts only where it is written as a name."""
