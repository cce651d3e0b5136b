"""Default deny: no page without a session, no room without its permission, no inline script anywhere."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from webui.access import permitted
from webui.rooms import Room
from webui.urls import ROOMS

# Open on purpose: signing in, the language, the icon, and what machines ask about health.
OPEN = {"account_login", "account_logout", "account_signup", "account_inactive", "set_language", "favicon"}
SAMPLE = {"int": "1", "uuid": "00000000-0000-0000-0000-000000000001", "str": "x", "slug": "x", "path": "x"}


def routes(resolver: URLResolver, prefix: str = "") -> list[tuple[str, str]]:
    """(name, address with sample arguments) of every route."""
    found = []
    for entry in resolver.url_patterns:
        route = prefix + str(getattr(entry.pattern, "_route", ""))
        if isinstance(entry, URLResolver):
            found += routes(entry, route)
        elif isinstance(entry, URLPattern):
            filled = re.sub(r"<(?:(\w+):)?\w+>", lambda match: SAMPLE.get(match[1] or "str", "x"), route)
            found.append((str(entry.name), "/" + filled))
    return found


@pytest.mark.django_db
def test_no_page_opens_without_a_session():
    for name, address in routes(get_resolver()):
        if name in OPEN or address.startswith(("/api/", "/health", "/static/")):
            continue
        answer = Client().get(address)
        assert answer.status_code in {302, 401, 403, 404, 405}, (name, address, answer.status_code)
        if answer.status_code == 302:
            assert answer["Location"].startswith(("/account/login/", "/api/")), (name, address)


@pytest.mark.parametrize("headers", [{"Accept": "application/json"}, {"HX-Request": "true"}])
def test_a_script_of_a_page_that_stood_open_is_told_to_sign_in(db, headers):
    answer = Client().post("/work/", headers=headers)

    assert answer.status_code == 401
    assert answer.json()["code"] == "signed_out"
    assert "Sign in again in another tab" in answer.json()["detail"]


def test_every_room_names_its_permissions():
    for room in ROOMS:
        assert room.permissions, room

    class Nameless(Room):
        app_name = "nameless"

    with pytest.raises(ValueError, match="must name the permissions"):
        Nameless()


def test_an_open_guard_is_refused_when_it_is_written():
    with pytest.raises(ValueError, match="at least one permission"):
        permitted()


def test_a_room_of_another_role_is_refused_with_a_page(signed_in):
    answer = signed_in("su.yan").get("/studio/")

    assert answer.status_code == 403
    assert "role that you do not hold" in answer.content.decode()


def test_the_rail_shows_only_permitted_rooms(signed_in):
    page = signed_in("ma.ying").get("/studio/").content.decode()

    assert 'href="/studio/"' in page
    assert 'href="/patients/"' not in page


def test_scripts_come_from_files_alone(signed_in):
    answer = signed_in("ma.ying").get("/studio/")

    page = answer.content.decode()
    assert "unsafe" not in answer["Content-Security-Policy"].split("script-src")[1].split(";")[0]
    for script in re.findall(r"<script[^>]*>", page):
        assert "src=" in script or 'type="application/json"' in script, script
    assert not re.search(r"\son\w+=", page)


def test_no_browser_keeps_what_was_read(signed_in, user):
    from webui.api.tokens import issue_token

    _row, token = issue_token(user("su.yan"), "test")
    answers = [signed_in("su.yan").get(path) for path in ("/patients/", "/work/", "/api/patients", "/no-such-page/")]
    answers.append(Client(headers={"Authorization": f"Bearer {token}"}).get("/api/patients"))

    for answer in answers:
        assert {"no-store", "private"} <= set(answer.headers["Cache-Control"].split(", "))
