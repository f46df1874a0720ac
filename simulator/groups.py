"""Groups: who is in them, what the bot may do there, and how they grow into supergroups and forums."""

from collections.abc import Iterable
from typing import Any

from simulator.people import Chat, Person, Standing
from simulator.refusals import bad_request
from simulator.schema import Json
from simulator.world import World

GROUP, SUPERGROUP = -4_000_000_001, -1_004_000_000_001
_RIGHTS = (
    "can_manage_chat", "can_delete_messages", "can_manage_video_chats", "can_restrict_members", "can_change_info",
    "can_invite_users", "can_pin_messages", "can_manage_topics",
)  # fmt: skip
_NO_RIGHTS = (
    "can_be_edited", "is_anonymous", "can_promote_members", "can_post_stories", "can_edit_stories",
    "can_delete_stories", "can_send_welcome_messages",
)  # fmt: skip


def form(world: World, title: str, members: Iterable[Person], **how: Any) -> Chat:
    """`sees_everything`: privacy mode is off. `led_by_bot`: it is an administrator. `forum`: there are topics."""
    forum = bool(how.pop("forum", False))
    about: Json = {"id": GROUP - len(world.chats), "type": "group", "title": title}
    if forum:
        about |= {"id": SUPERGROUP - len(world.chats), "type": "supergroup", "is_forum": True}
    chat = Chat(about, Standing.MEMBER, {p.id: p for p in members}, **how)
    world.chats[chat.id] = chat
    world.tell({"kind": "group", "chat_id": chat.id})
    if chat.members:
        tell_membership(world, chat, _anyone(chat), {"status": "left", "user": world.bot})
    return chat


def upgrade(world: World, group: Chat) -> Chat:
    """A group that grows becomes a supergroup with another id; who writes to the old one is told so."""
    about = group.about | {"id": SUPERGROUP - len(world.chats), "type": "supergroup"}
    larger = Chat(about, group.standing, dict(group.members), group.sees_everything, group.led_by_bot)
    world.chats[larger.id] = larger
    anyone = _anyone(group).as_user()
    world.update("message", world.post(group, anyone, {"migrate_to_chat_id": larger.id}))
    world.update("message", world.post(larger, anyone, {"migrate_from_chat_id": group.id}))
    group.migrated_to = larger.id
    return larger


def membership(world: World, chat: Chat) -> Json:
    """The bot's own."""
    if chat.standing is Standing.KICKED:
        return {"status": "kicked", "user": world.bot, "until_date": 0}
    if chat.led_by_bot:
        rights = dict.fromkeys(_RIGHTS, True) | dict.fromkeys(_NO_RIGHTS, False)
        return {"status": "administrator", "user": world.bot} | rights
    return {"status": "member", "user": world.bot}


def member(world: World, chat: Chat, user_id: int) -> Json:
    if user_id == world.bot["id"]:
        return membership(world, chat)
    if user_id not in world.people:
        raise bad_request("user not found")
    status = "member" if user_id in chat.members else "left"
    return {"status": status, "user": world.people[user_id].as_user()}


def tell_membership(world: World, chat: Chat, person: Person, before: Json) -> None:
    change = {"old_chat_member": before, "new_chat_member": membership(world, chat)}
    place = {"chat": chat.about, "from": person.as_user(), "date": world.clock()}
    world.update("my_chat_member", place | change)


def _anyone(group: Chat) -> Person:
    return next(iter(group.members.values()))
