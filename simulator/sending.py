"""What the bot sends: texts, pictures, files, voices, places, albums."""

from typing import Any

from simulator.files import accept_photo
from simulator.markup import found_in, parse_html, trimmed
from simulator.people import Chat
from simulator.refusals import NotPlayed, bad_request
from simulator.schema import LIMITS, Json, utf16_length
from simulator.wire import Call, Upload
from simulator.world import World


def send_message(world: World, call: Call) -> Json:
    return _send(world, call, written(call.params))


def send_photo(world: World, call: Call) -> Json:
    return _send(world, call, _photo(world, call, call.params["photo"]) | _caption(call.params))


def send_document(world: World, call: Call) -> Json:
    return _send(world, call, _document(world, call, call.params["document"]) | _caption(call.params))


def send_voice(world: World, call: Call) -> Json:
    upload = _file(world, call, call.params["voice"])
    voice = world.files.voice(upload, call.params.get("duration", 0))
    return _send(world, call, {"voice": voice} | _caption(call.params))


def send_location(world: World, call: Call) -> Json:
    names = ("latitude", "longitude", "horizontal_accuracy")
    return _send(world, call, {"location": {n: call.params[n] for n in names if n in call.params}})


def send_media_group(world: World, call: Call) -> list[Json]:
    world.reach(call.params["chat_id"])
    media = call.params["media"]
    if len({item["type"] for item in media}) > 1:
        raise bad_request("document can't be mixed with other media types")
    # Every item is looked at before any is sent: an album comes whole or not at all.
    ready = [_MEDIA[item["type"]](world, call, item["media"]) | _caption(item) for item in media]
    album = {"media_group_id": f"{1_3000_000_000 + world.serial()}"}
    return [_send(world, call, item | album) for item in ready]


def send_chat_action(world: World, call: Call) -> bool:
    chat = world.reach(call.params["chat_id"])
    world.tell(chat.note("action", action=call.params["action"]))
    return True


def written(params: Json) -> Json:
    text, entities = _formatted(params["text"], params, "entities")
    if not text:
        raise bad_request("message text is empty")
    if utf16_length(text) > LIMITS["text"]:
        raise bad_request("message is too long")
    content: Json = {"text": text} | ({"entities": entities} if entities else {})
    options = params.get("link_preview_options")
    return content | ({"link_preview_options": options} if options else {})


def check_keyboard(markup: Json) -> None:
    if sum(len(row) for row in markup.get("inline_keyboard", [])) > LIMITS["inline_buttons"]:
        raise bad_request("reply markup is too long")


def _send(world: World, call: Call, content: Json) -> Json:
    chat = world.reach(call.params["chat_id"])
    markup = call.params.get("reply_markup", {})
    check_keyboard(markup)
    if markup.get("inline_keyboard"):
        content["reply_markup"] = {"inline_keyboard": _without_empty_rows(markup)}
    if "keyboard" in markup:
        chat.keyboard = markup | {"keyboard": _buttons(chat, markup)}
    elif "remove_keyboard" in markup:
        chat.keyboard = None
    if call.params.get("protect_content"):
        content["has_protected_content"] = True
    return world.post(chat, world.bot, content | _reply(chat, call.params))


def _without_empty_rows(markup: Json) -> list[Any]:
    return [row for row in markup["inline_keyboard"] if row]


def _buttons(chat: Chat, markup: Json) -> list[list[Json]]:
    rows = [[{"text": b} if isinstance(b, str) else b for b in row] for row in markup["keyboard"]]
    asks = any(name.startswith("request_") for row in rows for button in row for name in button)
    if asks and not chat.private:
        raise bad_request("phone number can be requested in private chats only")
    return rows


def _reply(chat: Chat, params: Json) -> Json:
    asked = params.get("reply_parameters", {})
    message_id = asked.get("message_id", params.get("reply_to_message_id"))
    if message_id is None:
        return {}
    if message_id in chat.messages:
        original = dict(chat.messages[message_id])
        original.pop("reply_to_message", None)
        return {"reply_to_message": original}
    if asked.get("allow_sending_without_reply", params.get("allow_sending_without_reply")):
        return {}
    raise bad_request("message to be replied not found")


def _formatted(text: str, params: Json, given: str) -> tuple[str, list[Json]]:
    mode = params.get("parse_mode", "").lower()
    if mode.startswith("markdown"):
        raise NotPlayed("Markdown; use HTML")
    entities = params.get(given, [])
    if mode == "html":
        text, entities = parse_html(text)
    text, entities = trimmed(text, entities)
    return text, entities or found_in(text)


def _caption(params: Json) -> Json:
    caption, entities = _formatted(params.get("caption", ""), params, "caption_entities")
    if utf16_length(caption) > LIMITS["caption"]:
        raise bad_request("message caption is too long")
    if not caption:
        return {}
    return {"caption": caption} | ({"caption_entities": entities} if entities else {})


def _file(world: World, call: Call, named: str) -> Upload:
    if not named.startswith("attach://"):
        return world.files.find(named).upload
    upload = call.uploads.get(named.removeprefix("attach://"))
    if upload is None:
        raise bad_request("wrong file identifier/HTTP URL specified")
    if not upload.content:
        raise bad_request("file must be non-empty")
    return upload


def _photo(world: World, call: Call, named: str) -> Json:
    upload = _file(world, call, named)
    if named.startswith("attach://"):
        accept_photo(upload)
    return {"photo": world.files.photo(upload)}


def _document(world: World, call: Call, named: str) -> Json:
    return {"document": world.files.document(_file(world, call, named))}


_MEDIA = {"photo": _photo, "document": _document}
