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
    return send(world, call, written(call.params))


def send_photo(world: World, call: Call) -> Json:
    return send(world, call, _photo(world, call, call.params["photo"]) | caption_of(call.params))


def send_document(world: World, call: Call) -> Json:
    return send(world, call, _document(world, call, call.params["document"]) | caption_of(call.params))


def send_voice(world: World, call: Call) -> Json:
    """One that Telegram knows stays the file it was, with its length and its ids."""
    named = call.params["voice"]
    known = None if named.startswith("attach://") else world.files.find(named)
    if known is not None and known.kind == "voice":
        voice = known.as_voice()
    else:
        voice = world.files.voice(_file(world, call, named), call.params.get("duration", 0))
    return send(world, call, {"voice": voice} | caption_of(call.params))


def send_video(world: World, call: Call) -> Json:
    return send(world, call, _video(world, call, call.params["video"]) | caption_of(call.params))


def send_video_note(world: World, call: Call) -> Json:
    upload = _file(world, call, call.params["video_note"])
    return send(world, call, {"video_note": world.files.video_note(upload, call.params.get("duration", 0))})


def send_audio(world: World, call: Call) -> Json:
    upload = _file(world, call, call.params["audio"])
    named = {name: call.params[name] for name in ("title", "performer") if name in call.params}
    tune = world.files.audio(upload, call.params.get("duration", 0)) | named
    return send(world, call, {"audio": tune} | caption_of(call.params))


def send_sticker(world: World, call: Call) -> Json:
    upload = _file(world, call, call.params["sticker"])
    return send(world, call, {"sticker": world.files.sticker(upload, call.params.get("emoji", "👍"))})


def send_location(world: World, call: Call) -> Json:
    return send(world, call, {"location": _place(call.params, "horizontal_accuracy", "live_period")})


def send_venue(world: World, call: Call) -> Json:
    place = _place(call.params)
    about = {"location": place, "title": call.params["title"], "address": call.params["address"]}
    return send(world, call, {"venue": about, "location": place})


def send_contact(world: World, call: Call) -> Json:
    names = ("phone_number", "first_name", "last_name")
    return send(world, call, {"contact": {n: call.params[n] for n in names if n in call.params}})


def send_media_group(world: World, call: Call) -> list[Json]:
    world.reach(call.params["chat_id"])
    media = call.params["media"]
    kinds = {item["type"] for item in media}
    if "document" in kinds and len(kinds) > 1:
        raise bad_request("document can't be mixed with other media types")
    # Every item is looked at before any is sent: an album comes whole or not at all.
    ready = [_MEDIA[item["type"]](world, call, item["media"]) | caption_of(item) for item in media]
    album = {"media_group_id": f"{1_3000_000_000 + world.serial()}"}
    return [send(world, call, item | album) for item in ready]


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


def caption_of(params: Json) -> Json:
    caption, entities = _formatted(params.get("caption", ""), params, "caption_entities")
    if utf16_length(caption) > LIMITS["caption"]:
        raise bad_request("message caption is too long")
    if not caption:
        return {}
    return {"caption": caption} | ({"caption_entities": entities} if entities else {})


def check_keyboard(markup: Json) -> None:
    if sum(len(row) for row in markup.get("inline_keyboard", [])) > LIMITS["inline_buttons"]:
        raise bad_request("reply markup is too long")


def send(world: World, call: Call, content: Json) -> Json:
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
    return world.post(chat, world.bot, content | _standing_in(chat, call.params))


def _without_empty_rows(markup: Json) -> list[Any]:
    return [row for row in markup["inline_keyboard"] if row]


def _buttons(chat: Chat, markup: Json) -> list[list[Json]]:
    rows = [[{"text": b} if isinstance(b, str) else b for b in row] for row in markup["keyboard"]]
    asks = any(name.startswith("request_") for row in rows for button in row for name in button)
    if asks and not chat.private:
        raise bad_request("phone number can be requested in private chats only")
    return rows


def _standing_in(chat: Chat, params: Json) -> Json:
    """What it answers to, and the topic: that of the message which is answered, when none is named."""
    reply = _reply(chat, params)
    answered = reply.get("reply_to_message", {}).get("message_thread_id")
    number = params.get("message_thread_id", answered)
    if number is None:
        return reply
    topic = chat.topics.get(number)
    if topic is None:
        raise bad_request("message thread not found")
    if topic.closed and not chat.led_by_bot:
        raise bad_request("TOPIC_CLOSED")
    return reply | {"message_thread_id": number, "is_topic_message": True}


def _place(params: Json, *more: str) -> Json:
    return {name: params[name] for name in ("latitude", "longitude", *more) if name in params}


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


def _video(world: World, call: Call, named: str) -> Json:
    return {"video": world.files.video(_file(world, call, named), call.params.get("duration", 0))}


_MEDIA = {"photo": _photo, "video": _video, "document": _document}
