"""What there is to choose from, in the asker's language."""

from tests.admin_api.front import OUR_INBOX, OUR_MUNICIPALITY, RAYON_INBOX, Front, good, refused


def test_services_come_in_the_order_of_their_buttons(front: Front) -> None:
    items = good(front.get("client", "/services"))["items"]
    assert [one["code"] for one in items] == [
        "water", "waste", "streetlight", "roads", "irrigation", "kindergarten", "dogs", "other",
    ]  # fmt: skip
    water = items[0]
    assert (water["name"], water["answer_within"], water["rated"]) == ("Drinking water", 1, True)
    assert {"code", "name", "answer_within", "resolve_within"} == set(water["categories"][0])


def test_places_go_down_from_the_rayons(front: Front) -> None:
    top = good(front.get("client", "/places"))["items"]
    assert {one["kind"] for one in top} == {"rayon", "town"}
    [rayon] = [one for one in top if one["code"] == "41702205000000"]
    aimaks = good(front.get("client", "/places", parent=rayon["code"]))["items"]
    assert OUR_MUNICIPALITY in {one["code"] for one in aimaks}
    villages = good(front.get("client", "/places", parent=OUR_MUNICIPALITY))["items"]
    assert {one["parent"] for one in villages} == {OUR_MUNICIPALITY}
    assert front.village in {one["code"] for one in villages}


def test_a_village_is_found_however_it_is_spelt(front: Front) -> None:
    for spelt in ("Ак-Булуң", "ак булун", "Ak-Bulung", "акбулун"):
        found = good(front.get("client", "/places", q=spelt, parent=OUR_MUNICIPALITY))["items"]
        assert found[0]["municipality"] == OUR_MUNICIPALITY, spelt
    good(front.get("client", "/places", q="\x00😀'%"))


def test_an_unknown_parent_is_refused(front: Front) -> None:
    refused(front.get("client", "/places", parent="nowhere"), 422, "unknown_place")


def test_inboxes_show_colleagues_only_to_their_own(front: Front) -> None:
    seen = {
        who: {one["code"] for one in good(front.get(who, "/inboxes"))["items"] if one["colleagues"]}
        for who in ("client", "council", "clerk", "dispatcher")
    }
    assert seen == {"client": set(), "council": set(), "clerk": {OUR_INBOX}, "dispatcher": {RAYON_INBOX}}
    [ours] = [one for one in good(front.get("clerk", "/inboxes"))["items"] if one["code"] == OUR_INBOX]
    assert (ours["kind"], ours["place"]) == ("municipality", OUR_MUNICIPALITY)


def test_names_follow_the_language(front: Front) -> None:
    names = {
        language: good(front.get("client", "/services", headers={"accept-language": language}))["items"][0][
            "name"
        ]
        for language in ("ky", "ru", "en")
    }
    assert names == {"ky": "Ичүүчү суу", "ru": "Питьевая вода", "en": "Drinking water"}
