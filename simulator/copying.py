"""What the bot passes on: copies, which do not say whose they were, and forwards, which do."""

from simulator.people import Chat, content_of
from simulator.refusals import Refusal, bad_request
from simulator.schema import Json
from simulator.sending import caption_of, send
from simulator.wire import Call
from simulator.world import World


def copy_message(world: World, call: Call) -> Json:
    content = _content(world, call, call.params["message_id"], "copied")
    if "caption" in call.params:
        content = {n: v for n, v in content.items() if not n.startswith("caption")} | caption_of(call.params)
    return _id(send(world, call, content))


def copy_messages(world: World, call: Call) -> list[Json]:
    bare = call.params.get("remove_caption", False)
    copies = _all(world, call, "copied")
    if bare:
        copies = [{n: v for n, v in one.items() if not n.startswith("caption")} for one in copies]
    return [_id(send(world, call, one)) for one in copies]


def forward_message(world: World, call: Call) -> Json:
    return send(world, call, _content(world, call, call.params["message_id"], "forwarded"))


def forward_messages(world: World, call: Call) -> list[Json]:
    return [_id(send(world, call, one)) for one in _all(world, call, "forwarded")]


def _all(world: World, call: Call, done: str) -> list[Json]:
    """Those that are there; Telegram passes over the others in silence, unless none is left."""
    found = []
    for message_id in call.params["message_ids"]:
        try:
            found.append(_content(world, call, message_id, done))
        except Refusal:
            continue
    if not found:
        raise bad_request(f"there are no messages to {_verb(done)}")
    return found


def _content(world: World, call: Call, message_id: int, done: str) -> Json:
    source: Chat = world.reach(call.params["from_chat_id"])
    message = source.messages.get(message_id)
    if message is None:
        raise bad_request(f"message to {_verb(done)} not found")
    content = content_of(message)
    if not content or message.get("has_protected_content"):
        raise bad_request(f"message can't be {done}")
    if done == "copied":
        return content
    origin = {"type": "user", "date": message["date"], "sender_user": message["from"]}
    return content | {"forward_origin": message.get("forward_origin", origin)}


def _verb(done: str) -> str:
    return {"copied": "copy", "forwarded": "forward"}[done]


def _id(message: Json) -> Json:
    return {"message_id": message["message_id"]}
