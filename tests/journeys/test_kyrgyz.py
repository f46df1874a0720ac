"""Айгүл has no water: in Kyrgyz from the first word to the council's figures, the office at its pages."""

from simulator.client import Person
from tests.journeys.cast import ACCEPTED, WELCOME, Citizen, Colleague, House, number_in

WATER, WASTE, KYZYL_SUU = "demo-kyzyl-suu-water", "demo-kyzyl-suu-waste", "41702210850000"
STORY = "Биздин көчөдө үч күндөн бери суу жок"
MORE = "Биздин көчөдө үч күндөн бери суу жок, мектепте да жок"
QUESTION, REPLY = "Кайсы көчө?", "Ленин көчөсү, он эки үй"
ANSWER = "Насос күйүп кетиптир. Эртең жаңысын коёбуз."
FIXED, STILL_WRONG, FIXED_AGAIN = "Насос алмаштырылды", "Суу дагы эле жок", "Түтүк да оңдолду, суу келди"
WASTE_STORY = "Таштандыны алып кетишкен жок"


def test_a_story_in_kyrgyz_with_the_office_at_its_pages(house: House) -> None:
    clerk = house.lets_in("Нурлан", "clerk", WATER, WASTE)
    head = house.lets_in("Гүлнара", "head", WATER)
    council = house.lets_in("Бакыт", "council", municipality=KYZYL_SUU)
    heads_phone = head.telegram()
    clerk.signs_in()

    aigul = house.meets("Айгүл", "ky")
    number = files(aigul)
    assert clerk.page.opens("/inbox").text.count(STORY) == 1, "two taps on Send are one case"
    corrects(aigul, number)
    is_asked_and_answers(aigul, clerk, number)
    is_not_satisfied(aigul, clerk, heads_phone, number)
    is_satisfied(aigul, clerk, number)
    withdrawn = withdraws_another(aigul)
    rates_the_water(aigul)

    aigul.understood_everything()
    the_case_tells_the_whole_story(clerk, number, withdrawn)
    the_council_sees_exactly_this(council)


def files(aigul: Citizen) -> str:
    """By taps, from the rayon down. A button older than the question and a second Send change nothing."""
    aigul.person.starts()
    aigul.reads(WELCOME)
    aigul.picks("Кыргызча").reads(
        "What happened, and where?\nWrite in your own words, record a voice message or send a photo."
    )
    rayons = aigul.says(STORY).reads("Which village is it in?\nTap, or write its name.")
    for place in ("Жети-Өгүз", "Кызыл-Суу", "Кызыл-Суу"):
        aigul.picks(place)

    aigul.sees("✅ Send", "Суу келбейт", "Кызыл-Суу айылы", STORY)
    aigul.presses_late("Жети-Өгүз", rayons).is_acknowledged()
    card = aigul.sees("✅ Send", "Суу келбейт", "Кызыл-Суу айылы", STORY)
    assert aigul.text("This button is out of date. The new one is below.") in aigul.person.told()

    number = number_in(aigul.presses("✅ Send").reads(ACCEPTED, STORY))
    aigul.presses_late("✅ Send", card).is_acknowledged()
    accepted = [message for message in aigul.person.chat() if number in message.text]
    assert [message.id for message in accepted] == [card.id], "the number stands where the card stood, once"
    return number


def corrects(aigul: Citizen, number: str) -> None:
    """The message itself is edited after Send."""
    story = next(message for message in aigul.person.chat() if message.text == STORY)
    aigul.person.edits(story.id, aigul.hears(MORE))
    aigul.reads("No. {ref}: added.", ref=number)


def is_asked_and_answers(aigul: Citizen, clerk: Colleague, number: str) -> None:
    clerk.does(number, "take")
    aigul.reads("🔧 No. {ref}: taken into work.", ref=number)
    clerk.does(number, "ask", text=aigul.hears(QUESTION))
    question = aigul.reads("❓ No. {ref}: the clerk has a question.", QUESTION, ref=number)
    aigul.says(REPLY, reply_to=question.id).reads("No. {ref}: added.", ref=number)
    assert clerk.case(number)["status"] == "in_progress", (
        "a reply to the question sets the clocks going again"
    )
    clerk.does(number, "answer", text=aigul.hears(ANSWER))
    aigul.reads("💬 No. {ref}: the answer has come.", ANSWER, ref=number)


def is_not_satisfied(aigul: Citizen, clerk: Colleague, heads_phone: Person, number: str) -> None:
    clerk.does(number, "resolve", text=aigul.hears(FIXED))
    aigul.reads(
        "🏁 No. {ref}: the clerk writes that it is fixed.",
        FIXED,
        aigul.text("Do you agree: is it fixed?"),
        ref=number,
    )
    aigul.presses("❌ No")
    aigul.reads(
        "🔁 No. {ref}: reopened.",
        aigul.text("The head of the aiyl okmotu was told."),
        aigul.text("What is still wrong?"),
        ref=number,
    )
    heads_phone.waits_for(aigul.text("🔁 No. {ref}: reopened.", ref=number), 30)
    aigul.says(STILL_WRONG).reads("No. {ref}: added.", ref=number)


def is_satisfied(aigul: Citizen, clerk: Colleague, number: str) -> None:
    clerk.does(number, "resolve", text=aigul.hears(FIXED_AGAIN))
    aigul.reads("🏁 No. {ref}: the clerk writes that it is fixed.", FIXED_AGAIN, ref=number)
    aigul.presses("✅ Yes").reads("How was your report handled? Please rate.")
    aigul.presses("4 🙂 Good").reads("Thank you! Your rating is saved.")


def withdraws_another(aigul: Citizen) -> str:
    """The village is known by now: a story and one tap."""
    number = aigul.says(WASTE_STORY).sends("Таштанды", "Кызыл-Суу айылы", WASTE_STORY)
    aigul.says("/my")
    aigul.picks(f"№ {number}")
    aigul.presses("❌ Withdraw")
    aigul.reads("No. {ref}: withdraw this report?\nIt will not be considered after that.", ref=number)
    aigul.presses("❌ Withdraw").reads("No. {ref}: withdrawn. The clerk was told.", ref=number)
    return number


def rates_the_water(aigul: Citizen) -> None:
    aigul.says("/rate").reads("Which service do you want to rate?")
    aigul.picks("🚰 Ичүүчү суу")
    aigul.presses("2 🙁 Bad").reads("What was wrong?\nTap, write or record a voice message.")
    thanks = aigul.picks("Суу ылай").reads("Thank you! Your rating is saved.")
    assert thanks.buttons == [aigul.label("📝 Send a report")]


def the_case_tells_the_whole_story(clerk: Colleague, number: str, withdrawn: str) -> None:
    page = clerk.page.opens(f"/inbox/{number}")
    said = [STORY, MORE, QUESTION, REPLY, ANSWER, FIXED, STILL_WRONG, FIXED_AGAIN]
    places = [page.text.index(words) for words in said]
    assert places == sorted(places), "in the order in which it happened"
    assert str(clerk.house.stage.ask("GET", "people")[-1]["id"]) not in page.html, "no Telegram id at a desk"
    moves = [event["move"] for event in clerk.case(number)["events"]]
    assert moves == [
        *("file", "add", "take", "ask", "add", "answer"),
        *("resolve", "reopen", "add", "resolve", "confirm"),
    ]
    assert clerk.case(withdrawn)["outcome"] == "withdrawn"


def the_council_sees_exactly_this(council: Colleague) -> None:
    water = {
        "filed": 1,
        "answered": 1,
        "answered_on_time": 1,
        "open": 0,
        "confirmed": 1,
        "reopened": 1,
        "withdrawn": 0,
    }
    waste = dict.fromkeys(water, 0) | {"filed": 1, "withdrawn": 1}
    assert council.counts(*water, by="service") == {"water": water, "waste": waste}
    assert council.ratings() == {"water": [0, 1, 0, 0, 0]}
    page = council.signs_in()
    assert page.path == "/council"
    assert council.text("Answered on time: {k} of {n}.", k=1, n=1) in page.text
    solved = (
        "Residents who confirmed that it is solved: {yes}. Did not confirm: {no}. Did not reply: {silent}."
    )
    assert council.text(solved, yes=1, no=0, silent=0) in page.text
    assert STORY not in page.text
