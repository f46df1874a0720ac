"""Telegram's shapes, as small as the Bot API allows them."""

from typing import Any

CHAT = {"id": 5_000_000_000, "type": "private", "first_name": "Айгүл"}
PERSON = {"id": 5_000_000_000, "is_bot": False, "first_name": "Айгүл"}
FILE = {"file_id": "x", "file_unique_id": "y"}

FILES = ("voice", "video_note", "video", "photo", "document", "audio")

CONTENTS: dict[str, dict[str, Any]] = {
    "voice": {"voice": {**FILE, "duration": 3}},
    "video_note": {"video_note": {**FILE, "duration": 3, "length": 240}},
    "video": {"video": {**FILE, "width": 1, "height": 1, "duration": 3}},
    "photo": {"photo": [{**FILE, "width": 1, "height": 1}]},
    "animation": {
        "animation": {**FILE, "width": 1, "height": 1, "duration": 1},
        "document": {**FILE, "file_name": "a.gif"},
    },
    "sticker": {
        "sticker": {
            **FILE,
            "type": "regular",
            "width": 1,
            "height": 1,
            "is_animated": False,
            "is_video": False,
        }
    },
    "document": {"document": FILE},
    "audio": {"audio": {**FILE, "duration": 1}},
    "location": {"location": {"latitude": 41.4, "longitude": 75.9}},
    "venue": {
        "venue": {"location": {"latitude": 41.4, "longitude": 75.9}, "title": "Мост", "address": "Ленина 5"},
        "location": {"latitude": 41.4, "longitude": 75.9},
    },
    "contact": {"contact": {"phone_number": "+996700123456", "first_name": "Айгүл"}},
    "poll": {
        "poll": {
            "id": "1",
            "question": "?",
            "options": [],
            "total_voter_count": 0,
            "is_closed": False,
            "is_anonymous": True,
            "type": "regular",
            "allows_multiple_answers": False,
            "allows_revoting": True,
            "members_only": False,
        }
    },
    "dice": {"dice": {"emoji": "🎲", "value": 6}},
    "game": {"game": {"title": "x", "description": "y", "photo": []}},
    "story": {"story": {"chat": CHAT, "id": 3}},
    "payment": {
        "successful_payment": {
            "currency": "XTR",
            "total_amount": 1,
            "invoice_payload": "x",
            "telegram_payment_charge_id": "1",
            "provider_payment_charge_id": "2",
        }
    },
    "pinned": {"pinned_message": {"message_id": 3, "date": 0, "chat": CHAT}},
    "empty": {},
    "not yet invented": {"hologram": {"depth": 3}},
}

OTHER_UPDATES: dict[str, dict[str, Any]] = {
    "inline_query": {"inline_query": {"id": "1", "from": PERSON, "query": "суу", "offset": ""}},
    "chosen_inline_result": {"chosen_inline_result": {"result_id": "1", "from": PERSON, "query": "суу"}},
    "channel_post": {
        "channel_post": {
            "message_id": 1,
            "date": 1,
            "chat": {"id": -100, "type": "channel", "title": "К"},
            "text": "x",
        }
    },
    "edited_channel_post": {
        "edited_channel_post": {
            "message_id": 1,
            "date": 1,
            "edit_date": 2,
            "chat": {"id": -100, "type": "channel"},
            "text": "x",
        }
    },
    "business_message": {
        "business_message": {"message_id": 1, "date": 1, "chat": CHAT, "from": PERSON, "text": "x"}
    },
    "message_reaction": {
        "message_reaction": {
            "chat": CHAT,
            "message_id": 1,
            "user": PERSON,
            "date": 1,
            "old_reaction": [],
            "new_reaction": [{"type": "emoji", "emoji": "👍"}],
        }
    },
    "poll": {"poll": CONTENTS["poll"]["poll"]},
    "poll_answer": {
        "poll_answer": {"poll_id": "1", "user": PERSON, "option_ids": [0], "option_persistent_ids": ["a"]}
    },
    "pre_checkout_query": {
        "pre_checkout_query": {
            "id": "1",
            "from": PERSON,
            "currency": "XTR",
            "total_amount": 1,
            "invoice_payload": "x",
        }
    },
    "chat_join_request": {
        "chat_join_request": {
            "chat": {"id": -5, "type": "group"},
            "from": PERSON,
            "user_chat_id": 5,
            "date": 1,
        }
    },
    "nothing": {},
    "not yet invented": {"telepathy": {"from": PERSON, "thought": "Суу жок"}},
}


def message(**content: Any) -> dict[str, Any]:
    return {"message_id": 1, "date": 1, "chat": CHAT, "from": PERSON, **content}


def press(data: str) -> dict[str, Any]:
    shown = {"message_id": 5, "date": 1, "chat": CHAT, "text": "…"}
    return {"id": "9", "from": PERSON, "chat_instance": "1", "data": data, "message": shown}


def file(kind: str, name: str, **claims: Any) -> dict[str, Any]:
    """The content of a message with one file in it, told apart by its name."""
    ids = {"file_id": f"id-{name}", "file_unique_id": f"unique-{name}"}
    told: dict[str, Any] = CONTENTS[kind][kind]
    if kind == "photo":
        return {"photo": [{**told[0], **ids, **claims}]}
    return {kind: {**told, **ids, **claims}}
