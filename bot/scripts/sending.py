"""Send: a draft becomes a case, or more for a neighbour's."""

from dataclasses import replace

from bot.scripts import draft as drafts
from bot.scripts import parts
from bot.scripts.draft import Draft
from bot.steps import Act, Memory, Said, Turn, do, rest


def send(memory: Memory, draft: Draft, said: Said) -> Turn:
    facts = {
        "draft_key": draft.key,
        "service": draft.service,
        "category": draft.category,
        "village": draft.village,
        "pin": draft.pin,
        "point": draft.point,
        "text": draft.text,
        "files": parts.kept(draft.files),
        "forwarded": draft.forwarded,
        "official": draft.official if drafts.is_official(draft.official) else None,
        "replaces": said.message_id,
        "press": said.press_id,
    }
    messages = [message_id for message_id, _ in draft.story]
    done = rest(memory, sent_version=memory.version, draft_key=draft.key, messages=messages)
    done = replace(done, going=parts.after_send(draft.files, {"draft_key": draft.key}, draft.key))
    return Turn(done, (), (Act("file_complaint", facts),))


def join(memory: Memory, draft: Draft, said: Said, ticket: int) -> Turn:
    """The same as a neighbour's: what was told goes to that case."""
    facts = {
        "ticket": ticket,
        "text": draft.text,
        "files": parts.kept(draft.files),
        "village": draft.village,
        "replaces": said.message_id,
    }
    messages = [message_id for message_id, _ in draft.story]
    after = rest(memory, joined=ticket, village=draft.village, messages=messages)
    done = replace(after, going=parts.after_send(draft.files, {"ticket": ticket}, draft.key))
    return Turn(done, (), (Act("join", facts),))


def joined_again(memory: Memory, said: Said) -> Turn:
    """A second tap: the same thanks, in the same place."""
    nothing = {"text": "", "files": (), "village": memory.data["village"]}
    return do(memory, "join", ticket=memory.data["joined"], replaces=said.message_id, **nothing)
