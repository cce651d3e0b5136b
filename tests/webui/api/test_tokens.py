"""Tokens: hashed at rest, with an end, of one person."""

from __future__ import annotations

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from webui.api.models import ApiToken
from webui.api.tokens import issue_token, valid_token


def test_only_the_hash_is_kept(user):
    token, text = issue_token(user("su.yan"), "script")

    stored = " ".join(str(value) for value in ApiToken.objects.filter(pk=token.pk).values_list()[0])
    assert text not in stored
    assert valid_token(text) == token


def test_an_expired_a_revoked_and_an_unknown_token_are_refused_alike(user, program):
    _token, expired = issue_token(user("su.yan"), "old")
    ApiToken.objects.update(expires_at="2020-01-01T00:00:00Z")
    revoked_token, revoked = issue_token(user("su.yan"), "lost")
    assert program("su.yan").delete(f"tokens/{revoked_token.pk}").status_code == 204

    for text in (expired, revoked, "clt_guess", "", "ÿ"):
        answer = Client(headers={"Authorization": f"Bearer {text}"}).get("/api/me")
        assert answer.status_code == 401
        assert answer.headers["WWW-Authenticate"].startswith("Bearer")
        assert answer.json()["code"] == "authentication_failed"


def test_without_session_and_token_nobody_is_let_in():
    answer = Client().get("/api/me")

    assert (answer.status_code, answer.json()["code"]) == (401, "not_authenticated")
    assert answer.headers["Content-Type"] == "application/problem+json"


def test_a_person_who_may_not_sign_in_any_more_has_no_token_either(user, program):
    doctor = program("su.yan")
    assert doctor.get("me").status_code == 200

    person = user("su.yan")
    person.is_active = False
    person.save()

    assert doctor.get("me").status_code == 401

    # and coming back does not bring it back
    person.is_active = True
    person.save()
    assert doctor.get("me").status_code == 401
    assert program("su.yan").get("me").status_code == 200


def test_a_new_password_ends_the_tokens_and_a_new_name_does_not(user, program):
    doctor, colleague = program("su.yan"), program("he.jun")
    person = user("su.yan")
    person.name_en = "Su Yan-Li"
    person.save()
    assert doctor.get("me").status_code == 200

    person.set_password("another good password")
    person.save()

    assert doctor.get("me").status_code == 401
    assert colleague.get("me").status_code == 200


def test_a_person_makes_tokens_and_a_program_lists_and_revokes_them(program, signed_in):
    doctor, browser = program("su.yan"), signed_in("su.yan")

    made = browser.post("/api/tokens", {"name": "night script", "days": 7}, content_type="application/json").json()
    listed = doctor.get("tokens").json()

    assert made["token"].startswith(made["start"])
    assert {row["name"] for row in listed} == {"tests", "night script"}
    assert all("token" not in row for row in listed)
    assert doctor.delete(f"tokens/{made['id']}").status_code == 204
    assert doctor.delete(f"tokens/{made['id']}").status_code == 204


def test_a_token_makes_no_token_that_would_outlive_it(program):
    refused = program("su.yan").post("tokens", {"name": "for ever", "days": 366})

    assert refused.status_code == 403
    assert "a token makes no other tokens" in refused.json()["detail"]


def test_nobody_revokes_another_persons_token(user, program):
    token, text = issue_token(user("su.yan"), "script")

    assert program("he.jun").delete(f"tokens/{token.pk}").status_code == 404
    assert valid_token(text)


def test_the_command_prints_a_token(user):
    out, err = StringIO(), StringIO()

    call_command("create_token", "su.yan", "--days", "1", stdout=out, stderr=err)

    token = valid_token(out.getvalue().strip())
    assert token is not None and token.user == user("su.yan")
    assert token.expires_at - token.created_at == timedelta(days=1)


@pytest.mark.parametrize(
    "arguments", [("nobody",), ("su.yan", "--days", "0"), ("su.yan", "--days", "400"), ("su.yan", "--name", " ")]
)
def test_the_command_refuses(user, arguments):
    with pytest.raises(CommandError):
        call_command("create_token", *arguments, stdout=StringIO(), stderr=StringIO())


def test_a_person_makes_and_revokes_a_token_on_a_page(signed_in, user):
    # given a token made on the page, whose text is shown once
    browser = signed_in("su.yan")
    page = browser.post("/api/docs/tokens", {"name": "night script", "days": "30"}).content.decode()
    text = page.split('class="message-text">')[1].split("<")[0]
    token = valid_token(text)
    assert token is not None and token.user == user("su.yan")
    assert text not in browser.get("/api/docs/tokens").content.decode()

    # when it is revoked
    answer = browser.post(f"/api/docs/tokens/{token.pk}/revoke", follow=True)

    # then nobody can use it
    assert "The token is revoked" in answer.content.decode()
    assert valid_token(text) is None


def test_a_token_without_a_name_or_with_a_life_that_is_not_offered_is_refused(signed_in, region):
    for sent in ({"name": " ", "days": "30"}, {"name": "x", "days": "9999"}, {"name": "x"}):
        assert signed_in("su.yan").post("/api/docs/tokens", sent).status_code == 422
    assert not ApiToken.objects.exists()
