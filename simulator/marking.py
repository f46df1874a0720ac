"""What the bot puts on messages: reactions and pins."""

from simulator.people import Chat
from simulator.refusals import bad_request
from simulator.wire import Call
from simulator.world import World


def set_message_reaction(world: World, call: Call) -> bool:
    """An empty list takes the reaction away."""
    chat = world.reach(call.params["chat_id"])
    message_id = _there(chat, call.params["message_id"], "message to react not found")
    chat.reactions[message_id] = [one["emoji"] for one in call.params.get("reaction", [])]
    world.tell(chat.note("reaction", message_id=message_id))
    return True


def pin_chat_message(world: World, call: Call) -> bool:
    chat = _pinnable(world, call)
    message_id = _there(chat, call.params["message_id"], "message to pin not found")
    chat.pinned = [one for one in chat.pinned if one != message_id] + [message_id]
    pinned = {n: v for n, v in chat.messages[message_id].items() if n != "reply_to_message"}
    world.post(chat, world.bot, {"pinned_message": pinned})
    return True


def unpin_chat_message(world: World, call: Call) -> bool:
    """Without a message: the newest."""
    chat = _pinnable(world, call)
    message_id = call.params.get("message_id", chat.pinned[-1] if chat.pinned else None)
    if message_id not in chat.pinned:
        raise bad_request("message to unpin not found")
    chat.pinned.remove(message_id)
    world.tell(chat.note("pinned"))
    return True


def _pinnable(world: World, call: Call) -> Chat:
    chat = world.reach(call.params["chat_id"])
    if not chat.private and not chat.led_by_bot:
        raise bad_request("not enough rights to manage pinned messages in the chat")
    return chat


def _there(chat: Chat, message_id: int, words: str) -> int:
    if message_id not in chat.messages:
        raise bad_request(words)
    return message_id
