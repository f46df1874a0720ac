"""Telegram's HTML: text with tags in, plain text and entities (in UTF-16 units) out."""

import re
from dataclasses import dataclass
from html import unescape

from simulator.refusals import Refusal, bad_request
from simulator.schema import Json, utf16_length

TAGS = {
    "b": "bold", "strong": "bold", "i": "italic", "em": "italic", "u": "underline", "ins": "underline",
    "s": "strikethrough", "strike": "strikethrough", "del": "strikethrough", "a": "text_link", "code": "code",
    "pre": "pre", "blockquote": "blockquote", "tg-spoiler": "spoiler",
}  # fmt: skip

# Only these four named entities are Telegram's; any other `&name;` stays as it was written.
_TOKEN = re.compile(r"<(/?)([^\s<>/]*)([^<>]*)>|&(?:lt|gt|amp|quot|#\d+|#x[0-9a-fA-F]+);|[^<&]+|[<&]")
_HREF = re.compile(r"""href\s*=\s*(?:"([^"]*)"|'([^']*)'|(\S+))""")
_LANGUAGE = re.compile(r"""class\s*=\s*["']?language-([^"'\s>]+)""")
_FOUND = re.compile(
    r"(?P<url>https?://[^\s<>]+[^\s<>.,:;!?)])|(?P<bot_command>(?<![\w/])/[A-Za-z0-9_]{1,32}(?:@\w+)?)(?![\w/])"
)


@dataclass(slots=True)
class _Open:
    tag: str
    attributes: str
    at: int


def parse_html(source: str) -> tuple[str, list[Json]]:
    text, at = "", 0
    stack: list[_Open] = []
    entities: list[Json] = []
    for token in _TOKEN.finditer(source):
        piece = token[0]
        if piece == "<":
            raise _cannot("Unclosed start tag", source, token.start())
        if piece.startswith("</"):
            entities += _closed(stack, token[2].lower(), at, source, token.start())
        elif piece.startswith("<"):
            stack.append(_opened(token, at, source))
        else:
            plain = unescape(piece) if piece.startswith("&") and len(piece) > 1 else piece
            text, at = text + plain, at + utf16_length(plain)
    if stack:
        missing = f'Can\'t find end tag corresponding to start tag "{stack[-1].tag}"'
        raise bad_request(f"can't parse entities: {missing}")
    return text, _in_order(entities)


def trimmed(text: str, entities: list[Json]) -> tuple[str, list[Json]]:
    """Telegram cuts the blanks off both ends, and the entities with them."""
    cut = utf16_length(text) - utf16_length(text.lstrip())
    text = text.strip()
    whole = utf16_length(text)
    kept = []
    for entity in entities:
        start = max(entity["offset"] - cut, 0)
        end = min(entity["offset"] + entity["length"] - cut, whole)
        if end > start:
            kept.append(entity | {"offset": start, "length": end - start})
    return text, kept


def found_in(text: str) -> list[Json]:
    """Commands and links, which Telegram marks by itself."""
    return [
        {
            "type": match.lastgroup,
            "offset": utf16_length(text[: match.start()]),
            "length": utf16_length(match[0]),
        }
        for match in _FOUND.finditer(text)
    ]


def _opened(token: re.Match[str], at: int, source: str) -> _Open:
    tag = token[2].lower()
    if tag not in TAGS:
        raise _cannot(f'Unsupported start tag "{tag}"', source, token.start())
    return _Open(tag, token[3], at)


def _closed(stack: list[_Open], tag: str, at: int, source: str, where: int) -> list[Json]:
    if not stack:
        raise _cannot("Unexpected end tag", source, where)
    start = stack.pop()
    if tag not in ("", start.tag):
        raise _cannot(f'Unmatched end tag, expected "</{start.tag}>", found "</{tag}>"', source, where)
    entity = _entity(start)
    within_pre = start.tag == "code" and stack and stack[-1].tag == "pre"
    if within_pre and (language := _LANGUAGE.search(start.attributes)):
        stack[-1].attributes = f"class=language-{language[1]}"
        return []
    return [entity | {"offset": start.at, "length": at - start.at}] if entity and at > start.at else []


def _entity(start: _Open) -> Json:
    if start.tag == "a":
        href = _HREF.search(start.attributes)
        return {"type": "text_link", "url": href[1] or href[2] or href[3]} if href else {}
    if start.tag == "pre" and (language := _LANGUAGE.search(start.attributes)):
        return {"type": "pre", "language": language[1]}
    if start.tag == "blockquote" and "expandable" in start.attributes:
        return {"type": "expandable_blockquote"}
    return {"type": TAGS[start.tag]}


def _in_order(entities: list[Json]) -> list[Json]:
    return sorted(entities, key=lambda entity: (entity["offset"], -entity["length"]))


def _cannot(what: str, source: str, where: int) -> Refusal:
    return bad_request(f"can't parse entities: {what} at byte offset {len(source[:where].encode())}")
