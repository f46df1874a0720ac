"""Татьяна has a hole in her road: in Russian, with a register that speaks the JSON API instead of a clerk at a page."""

from simulator.client import Person
from tests.journeys.cast import WAITS, Citizen, Colleague, House

OFFICE, KYZYL_SUU, WITHIN = "kyzyl-suu-2850", "41702210850000", "41702210850020"
STORY = "На улице Ленина огромная яма, машины не могут проехать"
PLACE = "Jalgyz-Oruk"
QUESTION, REPLY = "Возле какого дома?", "Напротив школы, дом пять"
ANSWER = "Яму засыпем завтра утром"
FIXED, STILL_WRONG, FIXED_AGAIN = "Яма засыпана", "Щебень размыло, яма снова там", "Уложили асфальт"
LIGHT_STORY = "На нашей улице не горят фонари"


def test_a_story_in_russian_with_the_office_at_the_api(house: House) -> None:
    clerk = house.lets_in("Нурлан", "clerk", OFFICE)
    head = house.lets_in("Гүлнара", "head", OFFICE)
    council = house.lets_in("Бакыт", "council", municipality=KYZYL_SUU, language="ru")
    heads_phone = head.telegram()

    tatyana = house.meets("Татьяна", "ru")
    number = files(tatyana)
    is_asked_and_answers(tatyana, clerk, number)
    blocks_the_bot_and_comes_back(tatyana, clerk, number)
    is_not_satisfied(tatyana, clerk, heads_phone, number)
    is_satisfied(tatyana, clerk, number)
    withdrawn = withdraws_another(tatyana)
    rates_the_road(tatyana)

    tatyana.understood_everything()
    the_register_holds_the_whole_story(clerk, number, withdrawn)
    the_council_sees_exactly_this(council)


def files(tatyana: Citizen) -> str:
    """The story comes first, before any language was chosen; the village by its name, in Latin letters."""
    tatyana.says(STORY).reads("Which village is it in?\nTap, or write its name.")
    tatyana.says(PLACE).reads("Which village is it in?")
    return tatyana.picks("Жалгыз-Орук (Кызыл-Суу, Жети-Огуз)").sends("Ямы", "село Жалгыз-Орук", STORY)


def is_asked_and_answers(tatyana: Citizen, clerk: Colleague, number: str) -> None:
    assert clerk.case(number)["village"] == WITHIN
    clerk.moves(number, "take")
    tatyana.reads("🔧 No. {ref}: taken into work.", ref=number)
    clerk.moves(number, "ask", text=tatyana.hears(QUESTION))
    tatyana.reads("❓ No. {ref}: the clerk has a question.", QUESTION, ref=number)
    tatyana.presses("✍️ Answer").reads(
        "No. {ref}: write, record a voice message or send a photo. I pass it to the clerk.", ref=number
    )
    tatyana.says(REPLY).reads("No. {ref}: added.", ref=number)
    assert clerk.case(number)["status"] == "in_progress"


def blocks_the_bot_and_comes_back(tatyana: Citizen, clerk: Colleague, number: str) -> None:
    """What could not be delivered meanwhile arrives when she is back."""
    tatyana.person.blocks()
    clerk.moves(number, "answer", text=tatyana.hears(ANSWER))
    tatyana.person.hears_nothing(1)
    tatyana.person.unblocks()
    tatyana.reads("💬 No. {ref}: the answer has come.", ANSWER, ref=number)


def is_not_satisfied(tatyana: Citizen, clerk: Colleague, heads_phone: Person, number: str) -> None:
    clerk.moves(number, "resolve", outcome="fixed", text=tatyana.hears(FIXED))
    tatyana.reads(
        "🏁 No. {ref}: the clerk writes that it is fixed.",
        FIXED,
        tatyana.text("Do you agree: is it fixed?"),
        ref=number,
    )
    tatyana.presses("❌ No")
    tatyana.reads(
        "🔁 No. {ref}: reopened.", tatyana.text("The head of the aiyl okmotu was told."), ref=number
    )
    heads_phone.waits_for(f"🔁 № {number}", WAITS)
    tatyana.says(STILL_WRONG).reads("No. {ref}: added.", ref=number)


def is_satisfied(tatyana: Citizen, clerk: Colleague, number: str) -> None:
    clerk.moves(number, "resolve", outcome="fixed", text=tatyana.hears(FIXED_AGAIN))
    tatyana.reads("🏁 No. {ref}: the clerk writes that it is fixed.", FIXED_AGAIN, ref=number)
    tatyana.presses("✅ Yes").reads("How was your report handled? Please rate.")
    tatyana.presses("5 😀 Very good").reads("Thank you! Your rating is saved.")


def withdraws_another(tatyana: Citizen) -> str:
    number = tatyana.says(LIGHT_STORY).sends("Уличн", "село Жалгыз-Орук", LIGHT_STORY)
    tatyana.person.presses(tatyana.label("📋 My reports"))
    tatyana.picks(f"№ {number}").presses("❌ Withdraw")
    tatyana.reads("No. {ref}: withdraw this report?\nIt will not be considered after that.", ref=number)
    tatyana.presses("❌ Withdraw").reads("No. {ref}: withdrawn. The clerk was told.", ref=number)
    return number


def rates_the_road(tatyana: Citizen) -> None:
    tatyana.says("/rate").picks("🛣 Дорога").presses("3 😐 So-so")
    tatyana.reads("What was wrong?\nTap, write or record a voice message.")
    tatyana.presses("Skip").reads("Thank you! Your rating is saved.")


def the_register_holds_the_whole_story(clerk: Colleague, number: str, withdrawn: str) -> None:
    case = clerk.case(number)
    assert (case["text"], case["language"], case["source"]) == (STORY, "ru", "telegram")
    said = [event["note"] for event in case["events"] if event.get("note")]
    assert said == [QUESTION, REPLY, ANSWER, FIXED, STILL_WRONG, FIXED_AGAIN]
    assert (case["status"], case["outcome"], case["confirmation"]) == ("closed", "fixed", "yes")
    assert clerk.case(withdrawn)["outcome"] == "withdrawn"


def the_council_sees_exactly_this(council: Colleague) -> None:
    road = {
        "filed": 1,
        "answered": 1,
        "answered_on_time": 1,
        "open": 0,
        "confirmed": 1,
        "reopened": 1,
        "withdrawn": 0,
    }
    lights = dict.fromkeys(road, 0) | {"filed": 1, "withdrawn": 1}
    assert council.counts(*road, by="service") == {"roads": road, "streetlight": lights}
    assert council.counts("filed", by="village").keys() == {WITHIN}
    assert council.ratings() == {"roads": [0, 0, 1, 0, 0]}
    page = council.signs_in()
    assert page.path == "/council"
    assert STORY not in page.text
    assert council.text("Answered on time: {k} of {n}.", k=1, n=1) in page.text
