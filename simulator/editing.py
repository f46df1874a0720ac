"""What the bot does to messages that are there, and its answers to button presses."""

from simulator.people import Chat
from simulator.refusals import bad_request
from simulator.schema import LIMITS, Json
from simulator.sending import caption_of, check_keyboard, written
from simulator.wire import Call
from simulator.world import World

NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same "
    "as a current content and reply markup of the message"
)
STALE_QUERY = "query is too old and response timeout expired or query ID is invalid"
CAPTIONED = ("photo", "video", "document", "audio", "voice")
_COMPARED = ("text", "entities", "caption", "caption_entities", "reply_markup", "link_preview_options")


def edit_message_text(world: World, call: Call) -> Json:
    chat, message = _own(world, call)
    if "text" not in message:
        raise bad_request("there is no text in the message to edit")
    bare = {name: value for name, value in message.items() if name not in _COMPARED}
    return _edited(world, chat, message, bare | written(call.params) | _markup(call.params))


def edit_message_caption(world: World, call: Call) -> Json:
    chat, message = _own(world, call)
    if not any(name in message for name in CAPTIONED):
        raise bad_request("there is no caption in the message to edit")
    bare = {name: value for name, value in message.items() if name not in _COMPARED}
    return _edited(world, chat, message, bare | caption_of(call.params) | _markup(call.params))


def edit_message_reply_markup(world: World, call: Call) -> Json:
    chat, message = _own(world, call)
    bare = {name: value for name, value in message.items() if name != "reply_markup"}
    return _edited(world, chat, message, bare | _markup(call.params))


def delete_message(world: World, call: Call) -> bool:
    chat = world.reach(call.params["chat_id"])
    message = chat.messages.get(call.params["message_id"])
    if message is None:
        raise bad_request("message to delete not found")
    if world.clock() - message["date"] > LIMITS["delete_within_seconds"]:
        raise bad_request("message can't be deleted for everyone")
    world.remove(chat, message["message_id"])
    return True


def delete_messages(world: World, call: Call) -> bool:
    """Those that are there; the others are passed over in silence."""
    chat = world.reach(call.params["chat_id"])
    for message_id in call.params["message_ids"]:
        if message_id in chat.messages:
            world.remove(chat, message_id)
    return True


def answer_callback_query(world: World, call: Call) -> bool:
    query = world.queries.get(call.params["callback_query_id"])
    if query is None or world.clock() - query["at"] > LIMITS["callback_lives_seconds"]:
        raise bad_request(STALE_QUERY)
    chat = world.chats[query["chat_id"]]
    text, alert = call.params.get("text", ""), call.params.get("show_alert", False)
    world.tell(chat.note("answer", query_id=call.params["callback_query_id"], text=text, alert=alert))
    return True


def _own(world: World, call: Call) -> tuple[Chat, Json]:
    chat = world.reach(call.params["chat_id"])
    message = chat.messages.get(call.params["message_id"])
    if message is None:
        raise bad_request("message to edit not found")
    if message["from"]["id"] != world.bot["id"]:
        raise bad_request("message can't be edited")
    return chat, message


def _markup(params: Json) -> Json:
    markup = params.get("reply_markup", {})
    check_keyboard(markup)
    rows = [row for row in markup.get("inline_keyboard", []) if row]
    return {"reply_markup": {"inline_keyboard": rows}} if rows else {}


def _edited(world: World, chat: Chat, before: Json, after: Json) -> Json:
    if all(before.get(name) == after.get(name) for name in _COMPARED):
        raise bad_request(NOT_MODIFIED)
    return world.change(chat, after | {"edit_date": world.clock()})
