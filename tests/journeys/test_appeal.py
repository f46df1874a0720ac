"""Two official appeals: in Kyrgyz from the card to the register, in Russian from an ordinary report and back again."""

import re

from simulator.client import Message
from tests.journeys.cast import Citizen, House, number_in

WATER, WASTE, KYZYL_SUU = "demo-kyzyl-suu-water", "demo-kyzyl-suu-waste", "41702210850000"
CHOICE = (
    "Ordinary report: no name needed, no legal deadline.\n"
    "Official appeal: registered and considered under the law."
)
ACCEPTED = (
    "✅ Official appeal accepted.\nNumber: {ref}\nRegistered by: {register}\n"
    "Answer due (by law): {date}\nIn charge: {office}"
)
REGISTERED = (
    "✅ No. {ref}: your official appeal is registered.\n"
    "Registration number: {number}\nAnswer due (by law): {date}"
)
NAME_PLEASE = "Please write your surname, name and patronymic."
ADDRESS_PLEASE = "Please write your address: village, street, house."
CONTACT_PLEASE = "How can the office reach you?\nPlease write a phone number or an e-mail."
CONSENT = "Do you agree to give your personal data to those who consider your appeal?"


def test_in_kyrgyz_from_the_card_to_the_register(house: House) -> None:
    clerk = house.lets_in("Нурлан", "clerk", WATER)
    head = house.lets_in("Гүлнара", "head", WATER)
    neighbour = house.lets_in("Азамат", "clerk", WASTE)
    council = house.lets_in("Бакыт", "council", municipality=KYZYL_SUU)
    phone = clerk.telegram()
    clerk.signs_in()
    name, address = "Асанова Айгүл Бакытовна", "Кызыл-Суу, Мектеп көчөсү 4"

    aigul = house.meets("Айгүл", "ky")
    tells(aigul, "Биздин көчөдө үч күндөн бери суу жок")
    aigul.presses("📄 Send officially").reads(CHOICE)
    aigul.presses("📄 Continue officially").reads(NAME_PLEASE)
    aigul.says(aigul.hears("Айгүл")).reads("Please write it in full: surname and name.")
    aigul.says(name).reads(ADDRESS_PLEASE)
    aigul.says(address).reads(CONTACT_PLEASE)
    aigul.person.presses(aigul.label("📱 My Telegram number"))
    aigul.reads(CONSENT)
    assert aigul.label("📱 My Telegram number") not in aigul.person.keyboard(), "the key is gone again"
    aigul.presses("✅ I agree")
    own_number = str(aigul.sees("✅ Send", name, address).text).split("+")[1].split()[0]
    number = number_in(aigul.presses("✅ Send").reads(ACCEPTED))

    letter = phone.waits_for(lambda it: number in it.text, 30).text
    for part in (name, "Асанова", address, own_number):
        assert part not in letter
    page = clerk.page.opens("/inbox")
    assert clerk.text("Official appeal") in page.text
    assert name not in page.text
    page = clerk.page.opens(f"/inbox/{number}")
    for part in (name, address, f"+{own_number}", clerk.text("not registered yet")):
        assert part in page.text

    clerk.does(number, "register")
    (registration,) = re.findall(r"\b20\d\d/1\b", registered(aigul, number).text)
    assert clerk.case(number)["appeal"]["registration_number"] == registration
    assert registration in head.signs_in().text or registration in head.page.opens(f"/inbox/{number}").text
    aigul.says("/my")
    aigul.picks(f"№ {number}").reads("No. {ref}", registration, ref=number)
    aigul.understood_everything()

    assert neighbour.asks("/tickets")["items"] == []
    for read in (council.signs_in().html, str(council.asks("/reports/response-times", by="service"))):
        assert name not in read
    nothing_is_written_in_a_log(house, name, "Асанова", address, own_number)


def test_in_russian_an_ordinary_report_becomes_official_and_ordinary_again(house: House) -> None:
    clerk = house.lets_in("Нурлан", "clerk", WATER, language="ru")
    clerk.signs_in()
    name, address = "Петров Бакыт Асанович", "Кызыл-Суу, улица Ленина, дом 7"

    bakyt = house.meets("Бакыт", "ru")
    tells(bakyt, "Третий день нет воды")
    number = bakyt.sends("Третий день нет воды")
    makes_official(bakyt, number, name, address, "bakyt@mail.kg")
    assert clerk.case(number)["appeal"]["contact"] == "bakyt@mail.kg"

    shows(bakyt, number).presses("↩️ Make it ordinary")
    bakyt.reads(
        "No. {ref}: make it an ordinary report again?\n"
        "Your name, address and contact are erased. The legal deadline is gone.",
        ref=number,
    )
    bakyt.presses("↩️ Make it ordinary")
    bakyt.reads(
        "No. {ref}: an ordinary report again. Your name, address and contact were erased.\nAnswer due: {date}"
    )
    after = clerk.case(number)
    assert (after["track"], after["appeal"]) == ("feedback", None)
    assert name not in clerk.page.opens(f"/inbox/{number}").text

    makes_official(bakyt, number, name, address, "0555 12-34-56")
    clerk.does(number, "take")
    assert "1" in registered(bakyt, number).text
    assert [event["move"] for event in clerk.case(number)["events"]] == [
        *("file", "to_appeal", "to_feedback", "to_appeal", "register", "take")
    ]
    bakyt.understood_everything()
    nothing_is_written_in_a_log(house, name, "Петров", address, "bakyt@mail.kg")


def tells(citizen: Citizen, story: str) -> None:
    """The story comes first; the village by taps."""
    citizen.says(story).reads("Which village is it in?\nTap, or write its name.")
    for place in ({"ky": "Жети-Өгүз", "ru": "Жети-Огуз"}[citizen.language], "Кызыл-Суу", "Кызыл-Суу"):
        citizen.picks(place)
    citizen.sees("✅ Send", story)


def shows(citizen: Citizen, number: str) -> Citizen:
    citizen.says("/my")
    return citizen.picks(f"№ {number}")


def makes_official(citizen: Citizen, number: str, name: str, address: str, contact: str) -> None:
    shows(citizen, number).presses("📄 Make it official").reads(CHOICE)
    citizen.presses("📄 Continue officially").reads(NAME_PLEASE)
    citizen.says(name).reads(ADDRESS_PLEASE)
    citizen.says(address).reads(CONTACT_PLEASE)
    citizen.says(contact).reads(CONSENT)
    citizen.presses("✅ I agree")
    citizen.sees("✅ Send", f"№ {number}", name, address, contact)
    citizen.presses("✅ Send").reads(ACCEPTED, number)


def registered(citizen: Citizen, number: str) -> Message:
    begins = citizen.text(REGISTERED, ref=number, number="", date="").split("\n")[0]
    return citizen.person.waits_for(lambda it: it.text.startswith(begins), 30)


def nothing_is_written_in_a_log(house: House, *person: str) -> None:
    written = str(house.serve.lines())
    assert "duty_done" in written
    assert not [part for part in person if part in written]
