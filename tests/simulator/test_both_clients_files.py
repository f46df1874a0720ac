"""Files, albums and everything else that is not words, through both libraries."""

import httpx
import pytest

from simulator import TOKEN
from simulator.client import Person, Stage
from simulator.schema import LIMITS
from tests.simulator.clients import Client, refusal, said
from tests.simulator.conftest import PICTURE
from tests.voices import opus

# python-telegram-bot speaks of a change to come in its own types, not in the wire's.
pytestmark = pytest.mark.filterwarnings("ignore::telegram.warnings.PTBDeprecationWarning")


async def test_files_come_and_go(client: Client, aigul: Person) -> None:
    aigul.sends_photo(PICTURE, "Кудук")
    message = (await client.ask("get_updates"))[-1].message
    assert message.caption == "Кудук"
    assert await client.download(message.photo[-1].file_id) == PICTURE
    sent = await client.ask("send_photo", chat_id=aigul.id, photo=client.file(PICTURE, "a.png"), caption="x")
    assert await client.download(sent.photo[-1].file_id) == PICTURE
    paper = await client.ask("send_document", chat_id=aigul.id, document=client.file(b"%PDF", "катталуу.pdf"))
    assert paper.document.file_name == "катталуу.pdf"
    again = await client.ask("send_document", chat_id=aigul.id, document=paper.document.file_id)
    assert await client.download(again.document.file_id) == b"%PDF"
    await client.ask("send_voice", chat_id=aigul.id, voice=client.file(b"OggS", "a.ogg"), duration=2)
    place = await client.ask("send_location", chat_id=aigul.id, latitude=41.4, longitude=75.9)
    assert place.location.latitude == pytest.approx(41.4)


async def test_a_voice_is_uploaded_once_and_then_sent_by_its_id(client: Client, aigul: Person) -> None:
    spoken = opus(2)
    sent = await client.ask(
        "send_voice", chat_id=aigul.id, voice=client.file(spoken, "voice.ogg"), duration=2
    )
    again = await client.ask("send_voice", chat_id=aigul.id, voice=sent.voice.file_id)
    assert (sent.voice.duration, again.voice.duration) == (2, 2)
    assert again.voice.file_unique_id == sent.voice.file_unique_id
    assert again.message_id == sent.message_id + 1
    assert await client.download(again.voice.file_id) == spoken
    assert [message.raw["voice"]["duration"] for message in aigul.chat() if "voice" in message.raw] == [2, 2]
    unknown = await refusal(client, "send_voice", chat_id=aigul.id, voice="AwACAgIAAxkBAAI")
    assert unknown.kind == "bad request"
    assert said(unknown, "wrong file identifier/HTTP URL specified")


async def test_an_album_is_one_answer_and_several_updates(client: Client, aigul: Person) -> None:
    sent = await client.ask("send_media_group", chat_id=aigul.id, media=client.album(PICTURE, PICTURE))
    assert len({message.media_group_id for message in sent}) == 1
    aigul.sends_album([PICTURE, PICTURE, PICTURE], "Көчө")
    parts = [u.message for u in await client.ask("get_updates")][-3:]
    assert len({part.media_group_id for part in parts}) == 1
    assert [part.caption for part in parts] == ["Көчө", None, None]


async def test_every_kind_of_update_is_understood(client: Client, aigul: Person) -> None:
    aigul.sends_voice(b"OggS", duration=7)
    aigul.sends_document(b"%PDF", "a.pdf", "application/pdf", "Арыз")
    aigul.shares_location(41.4, 75.9)
    aigul.shares_contact()
    aigul.shares_contact("+996555000000", "Бакыт")
    aigul.forwards("Жаңылык", "Нурлан")
    aigul.says("Ката").edits(aigul.chat()[-1].id, "Оңдолду")
    voice, document, place, own, other, forwarded, _, edited = list(await client.ask("get_updates"))[1:]
    assert voice.message.voice.duration == 7
    assert document.message.document.mime_type == "application/pdf"
    assert place.message.location.longitude == pytest.approx(75.9)
    assert (own.message.contact.user_id, other.message.contact.user_id) == (aigul.id, None)
    assert forwarded.message.forward_origin.sender_user_name == "Нурлан"
    assert (edited.edited_message.text, bool(edited.edited_message.edit_date)) == ("Оңдолду", True)


async def test_films_tunes_and_cards_are_sent(client: Client, aigul: Person) -> None:
    to = {"chat_id": aigul.id}
    film = await client.ask(
        "send_video", video=client.file(b"mp4", "a.mp4"), duration=9, caption="Көчө", **to
    )
    assert (film.video.duration, film.caption) == (9, "Көчө")
    assert await client.download(film.video.file_id) == b"mp4"
    note = await client.ask("send_video_note", video_note=client.file(b"mp4", "n.mp4"), duration=4, **to)
    assert note.video_note.duration == 4
    tune = await client.ask("send_audio", audio=client.file(b"mp3", "a.mp3"), title="Күү", **to)
    assert tune.audio.title == "Күү"
    drawn = await client.ask("send_sticker", sticker=client.file(b"webp", "s.webp"), emoji="🙏", **to)
    assert drawn.sticker.emoji == "🙏"
    venue = {"latitude": 41.4, "longitude": 75.9, "title": "Мэрия", "address": "Ленин 1"}
    assert (await client.ask("send_venue", **venue, **to)).venue.title == "Мэрия"
    card = await client.ask("send_contact", phone_number="112", first_name="Кызмат", **to)
    assert card.contact.phone_number == "112"
    edited = await client.ask("edit_message_caption", message_id=film.message_id, caption="Үй", **to)
    assert (edited.caption, bool(edited.edit_date)) == ("Үй", True)
    bare = await refusal(client, "edit_message_caption", message_id=card.message_id, caption="x", **to)
    assert said(bare, "there is no caption in the message to edit")


async def test_what_a_person_sends_besides_words_is_understood(client: Client, aigul: Person) -> None:
    aigul.sends("video", b"mp4", duration=12, caption="Суу")
    aigul.sends("video_note", b"mp4", duration=8)
    aigul.sends("audio", b"mp3", duration=61)
    aigul.sends("sticker", b"webp", emoji="👍")
    aigul.shares_venue("Базар", 41.4, 75.9)
    aigul.shares_location(41.4, 75.9, live_period=600)
    aigul.moves_to(aigul.chat()[-1].id, 41.5, 76.0)
    video, note, audio, sticker, venue, live, moved = list(await client.ask("get_updates"))[1:]
    assert (video.message.video.duration, video.message.caption) == (12, "Суу")
    assert await client.download(video.message.video.file_id) == b"mp4"
    assert note.message.video_note.duration == 8
    assert audio.message.audio.mime_type == "audio/mpeg"
    assert sticker.message.sticker.emoji == "👍"
    assert venue.message.venue.title == "Базар"
    assert live.message.location.live_period
    assert moved.edited_message.location.latitude == pytest.approx(41.5)


async def test_a_link_to_a_file_is_good_for_an_hour_and_may_be_asked_for_again(
    client: Client, aigul: Person, stage: Stage, url: str
) -> None:
    def fetched() -> int:
        return httpx.get(f"{url}/file/bot{TOKEN}/{path}", trust_env=False).status_code

    aigul.sends_photo(PICTURE)
    photo = (await client.ask("get_updates"))[-1].message.photo[-1].file_id
    path = (await client.ask("get_file", file_id=photo)).file_path.rpartition(f"{TOKEN}/")[2]
    stage.clock(advance=3599)
    assert fetched() == 200
    stage.clock(advance=2)
    assert fetched() == 404
    await client.ask("get_file", file_id=photo)
    assert fetched() == 200


async def test_a_file_over_twenty_megabytes_cannot_be_fetched(client: Client, aigul: Person) -> None:
    aigul.sends_document(bytes(LIMITS["download_bytes"]), "big.pdf", "application/pdf")
    aigul.sends_document(bytes(LIMITS["download_bytes"] + 1), "bigger.pdf", "application/pdf")
    big, bigger = [u.message.document.file_id for u in list(await client.ask("get_updates"))[1:]]
    assert (await client.ask("get_file", file_id=big)).file_size == LIMITS["download_bytes"]
    assert said(await refusal(client, "get_file", file_id=bigger), "file is too big")
    assert said(await refusal(client, "get_file", file_id="AgAD"), "invalid file_id")
