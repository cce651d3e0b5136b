"""Every route × role × foreign organisation, from the URLconf: who may not come in is refused, foreigners find nothing."""

from __future__ import annotations

import copy

import pytest
from django.db import transaction
from django.test import Client

from engine import definitions

from .addresses import addresses, ask
from .conftest import CANARIES
from .routes import ANYBODY, EVERYBODY, FOREIGN, ROUTES, SIGNED_IN


def test_every_route_has_an_entry_and_every_entry_a_route():
    assert set(addresses()) - set(ROUTES) == set(), "routes without an entry in routes.py"
    assert set(ROUTES) - set(addresses()) == set(), "entries without a route"


PAGES_OF_THE_API = ("api:docs", "api:token_page", "api:token_revoke")


def answers(client, objects):
    """Each route's answer, each in a transaction that is rolled back: one request must not open or close the next."""
    cookies = copy.deepcopy(client.cookies)
    for name, address in sorted(addresses().items()):
        for route in ROUTES.get(name, ()):
            client.cookies = copy.deepcopy(cookies)  # signing out is among the requests
            with transaction.atomic():
                response = ask(client, address.path(objects), route, objects)
                transaction.set_rollback(True)
            definitions.forget()
            yield name, route, response


@pytest.mark.parametrize("username", sorted(EVERYBODY))
def test_each_person_comes_in_where_they_may_and_nowhere_else(signed_in, objects, username):
    wrong = []
    for name, route, response in answers(signed_in(username), objects):
        may = route.who in (ANYBODY, SIGNED_IN) or username in route.who
        is_foreign = bool(route.owners) and username not in route.owners
        expected = "403" if not may else "404" if is_foreign else "in"
        actual = {403: "403", 404: "404"}.get(response.status_code, "in" if response.status_code < 500 else "crash")
        # of one's own organisation, but meant for another role: that is decided by the object
        is_others_act = expected == "in" and bool(route.owners) and route.method != "GET" and actual == "403"
        fits = actual == expected or is_others_act
        if not fits:
            wrong.append(f"{route.method} {name}: expected {expected}, got {response.status_code}")
    assert not wrong, "\n".join(wrong)


def test_nobody_comes_in_without_signing_in(objects):
    wrong = []
    for name, route, response in answers(Client(), objects):
        if route.who == ANYBODY:
            fits = response.status_code < 500 and response.status_code != 403
        elif name == "metrics" or (name.startswith("api:") and name not in PAGES_OF_THE_API):
            fits = response.status_code == 401
        else:
            fits = response.status_code == 302 and "/account/login/" in response.headers["Location"]
        if not fits:
            wrong.append(f"{route.method} {name}: {response.status_code}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("username", sorted(FOREIGN))
def test_no_list_and_no_page_tells_people_of_another_alliance_of_hexi(signed_in, objects, username):
    leaks = []
    for name, route, response in answers(signed_in(username), objects):
        body = b"".join(response.streaming_content) if response.streaming else response.content
        text = body.decode(errors="replace")
        # what the person typed into the address may come back; nothing else
        told = [canary for canary in CANARIES if canary in text and canary not in response.request["PATH_INFO"]]
        if "number" in addresses()[name].parameters:
            told = [canary for canary in told if canary == CANARIES[0]]
        if told:
            leaks.append(f"{route.method} {name}: {told}")
    assert not leaks, "\n".join(leaks)


def test_no_unsafe_route_takes_a_request_from_another_site(signed_in, objects):
    browser = signed_in("su.yan", enforce_csrf_checks=True)
    taken = [
        f"{route.method} {name}: {response.status_code}"
        for name, route, response in answers(browser, objects)
        if route.method != "GET" and response.status_code != 403
    ]
    assert not taken, "\n".join(taken)


SEARCHES = {
    "search": {"q": "ZZ20"},
    "patients:index": {"q": "1"},
    "referrals:index": {"q": "ZZ20"},
    "operations:instances": {"business_key": "canary"},
    "api:patients": {"search": "1"},
    "api:referrals": {"search": "ZZ20"},
    "api:instances": {"business_key": "canary"},
    "api:user_tasks": {"filter": "done"},
}
# By words, which go by POST. Pages then lead to an address that carries a key in their place.
BY_WORDS = {
    "search": {"q": "Canary"},
    "patients:index": {"q": "Canary"},
    "referrals:index": {"q": "Canary"},
    "api:patient_search": {"words": "Canary"},
    "api:referral_search": {"words": "Canary"},
}


def by_words(browser, name, objects):
    path = addresses()[name].path(objects)
    if name.startswith("api:"):
        return browser.post(path, BY_WORDS[name], content_type="application/json").content.decode()
    return browser.post(path, BY_WORDS[name], follow=True).content.decode()


@pytest.mark.parametrize("username", sorted(FOREIGN))
def test_searching_finds_nothing_of_another_alliance(signed_in, objects, username):
    browser = signed_in(username)
    for name, query in SEARCHES.items():
        text = browser.get(addresses()[name].path(objects), query).content.decode()
        assert not [canary for canary in CANARIES if canary in text], name
    for name in BY_WORDS:
        assert not [canary for canary in CANARIES if canary in by_words(browser, name, objects)], name


def test_the_same_search_finds_it_for_its_own_people(signed_in, objects):
    browser = signed_in("su.yan")
    for name in BY_WORDS:
        assert CANARIES[0] in by_words(browser, name, objects), name
