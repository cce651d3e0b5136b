"""No patient's name in an address: words go by POST and stay in the session, addresses carry codes or a key."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from workflows.patients.models import Patient

PAGES = ("search", "patients:index", "referrals:index")
CODES = ("ZZ20261122-HX0001", "zz2026", "ZZ20261122-", "99010010100100001", "990101 001", "0990-555", "+86 1")
NAMES = ("Chen Xiuying", "陈秀英", "chen", "O'Neil-1", "Li 1", "1 Li", "12-Wang", "ZZ", "<b>1</b>")


@pytest.mark.parametrize("route", PAGES)
@pytest.mark.parametrize("name", NAMES)
def test_a_name_in_an_address_is_refused_with_the_way_to_go(signed_in, region, route, name):
    answer = signed_in("su.yan").get(reverse(route), {"q": name})
    page = answer.content.decode()
    assert answer.status_code == 400
    assert "into the search field of the page" in page


@pytest.mark.parametrize("route", PAGES)
@pytest.mark.parametrize(
    "code", ("ZZ20261122-HX0001", "zz2026", "ZZ20261122-", "99010010100100001", "990101 001", "0990-555", "+86 1")
)
def test_codes_may_stand_in_an_address(signed_in, region, route, code):
    assert signed_in("su.yan").get(reverse(route), {"q": code}).status_code == 200


@pytest.mark.parametrize("route", PAGES)
def test_words_that_were_sent_leave_a_key_and_no_word(signed_in, region, route):
    client = signed_in("su.yan")
    address = client.post(reverse(route), {"q": "Chen Xiuying", "side": "sent"})["Location"]
    key = re.fullmatch(rf"{reverse(route)}\?s=([\w-]{{8}})(&side=sent)?", address)
    assert key is not None
    # the same words have the same key, and a code needs none
    assert key[1] in client.post(reverse(route), {"q": " Chen  Xiuying "})["Location"]
    assert client.post(reverse(route), {"q": "990101 00"})["Location"] == f"{reverse(route)}?q=99010100"
    assert client.post(reverse(route), {"q": ""})["Location"] == reverse(route)


def test_a_script_gets_its_part_and_the_address_without_words(signed_in, region):
    for route in PAGES[1:]:
        answer = signed_in("su.yan").post(reverse(route), {"q": "Nobody of this name"}, headers={"HX-Request": "true"})
        assert "<html" not in answer.content.decode()
        assert re.fullmatch(rf"{reverse(route)}\?s=[\w-]{{8}}", answer["HX-Replace-Url"])


def test_pages_carry_the_key_from_one_to_the_next(signed_in, organisation):
    from workflows.directory.actor import actor_for
    from workflows.directory.models import User
    from workflows.patients.commands.register_patient import RegisterPatient, register_patient

    doctor, hexi = actor_for(User.objects.get(username="su.yan")), organisation("hexi").pk
    for day in range(1, 31):
        for sex in ("male", "female"):
            register_patient(RegisterPatient(doctor, hexi, name="林中树", sex=sex, born_on=f"1960-03-{day:02}"))
    client = signed_in("su.yan")
    first = client.post(reverse("patients:index"), {"q": "林中树"}, follow=True).content.decode()
    onward = re.search(r'href="(/patients/\?s=[\w-]+&amp;page=2)"', first)
    assert onward is not None
    second = client.get(onward[1].replace("&amp;", "&")).content.decode()
    assert "Page 2 of 2" in second
    assert "60 patients" in second


def test_words_are_kept_for_an_hour_and_for_their_session_alone(signed_in, region, clock):
    client, patient = signed_in("su.yan"), Patient.objects.filter(home_organisation__code="hexi").order_by("code")[0]
    address = client.post(reverse("patients:index"), {"q": patient.name})["Location"]
    assert "no longer kept" in signed_in("he.jun").get(address).content.decode()
    clock.advance(minutes=59)
    assert "no longer kept" not in client.get(address).content.decode()
    clock.advance(minutes=2)
    page = client.get(address).content.decode()
    assert "no longer kept" in page
    assert "1 patient<" not in page


def test_a_session_keeps_few_searches_and_the_newest(signed_in, region):
    from webui.sought import KEPT_SEARCHES

    client = signed_in("su.yan")
    addresses = [client.post(reverse("search"), {"q": f"word {n}"})["Location"] for n in range(KEPT_SEARCHES + 1)]
    assert "no longer kept" in client.get(addresses[0]).content.decode()
    assert "Found for word 30" in client.get(addresses[-1]).content.decode()
    assert len(client.session["sought"]) == KEPT_SEARCHES


def test_no_form_sends_a_search_of_patients_into_an_address(signed_in, region):
    for path in ("/patients/", "/referrals/", "/work/", "/search/"):
        page = signed_in("su.yan").get(path).content.decode()
        for form in re.findall(r"<form[^>]*role=\"search\".*?</form>", page, re.DOTALL):
            assert 'method="post"' in form
            assert "csrfmiddlewaretoken" in form
            assert "hx-get" not in form
