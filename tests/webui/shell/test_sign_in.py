"""Signing in and out, the language, and the lock-out."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from workflows.demo.region import PASSWORD

LOGIN = "/account/login/"


def sign_in(client: Client, username: str, password: str = PASSWORD):
    return client.post(LOGIN, {"login": username, "password": password})


def test_the_page_lists_the_demonstration_accounts(region, settings):
    settings.CARELANE_DEMO = True

    page = Client().get(LOGIN).content.decode()

    assert 'data-fill="su.yan"' in page
    assert "Su Yan" in page


def test_no_account_is_listed_outside_a_demonstration(region, settings):
    settings.CARELANE_DEMO = False

    assert "data-fill" not in Client().get(LOGIN).content.decode()


def test_signing_in_leads_to_the_persons_first_room(region):
    client = Client()

    answer = sign_in(client, "ma.ying")

    assert answer.status_code == 302
    assert client.get(answer["Location"], follow=True).redirect_chain[-1][0].endswith(reverse("studio:index"))


def test_a_wrong_password_is_refused_with_a_sentence(region):
    answer = sign_in(Client(), "ma.ying", "not-this-one")

    assert answer.status_code == 200
    assert "summary-of-errors" in answer.content.decode()


def test_too_many_wrong_passwords_lock_the_account_for_a_while(region, settings):
    client = Client()
    for _ in range(settings.AXES_FAILURE_LIMIT):
        answer = sign_in(client, "ma.ying", "not-this-one")

    assert answer.status_code == 429
    assert "Wait 15 minutes" in answer.content.decode()
    # then the right password does not help before the time is over, and nobody else is locked out
    assert sign_in(client, "ma.ying").status_code == 429
    assert sign_in(Client(), "luo.wei").status_code == 302


def test_another_spelling_of_the_name_gives_no_further_guesses(region, settings):
    client = Client()
    for spelling in ("ma.ying", "Ma.Ying", "MA.YING", " mA.yINg", "ma.yinG")[: settings.AXES_FAILURE_LIMIT]:
        answer = sign_in(client, spelling, "not-this-one")

    assert answer.status_code == 429
    assert sign_in(client, "Ma.ying").status_code == 429
    assert sign_in(client, "Luo.Wei").status_code == 302


@pytest.mark.parametrize(("trusted", "status"), [(["127.0.0.1"], 302), ([], 429)])
def test_a_lock_out_counts_clients_only_where_the_proxy_is_trusted(region, settings, trusted, status):
    # given somebody who locks a user name from their own address, behind a proxy
    settings.CARELANE_TRUSTED_PROXIES = trusted
    intruder = Client(headers={"X-Forwarded-For": "203.0.113.66"})
    for _ in range(settings.AXES_FAILURE_LIMIT):
        sign_in(intruder, "ma.ying", "not-this-one")
    assert sign_in(intruder, "ma.ying").status_code == 429

    # when the person signs in from elsewhere, then it depends on whether the proxy is believed
    assert sign_in(Client(headers={"X-Forwarded-For": "203.0.113.7"}), "ma.ying").status_code == status


def test_nobody_signs_up(region):
    page = Client().post("/account/signup/", {"username": "intruder", "password1": "a-long-password-1"})

    assert "made by your administrator" in page.content.decode()


def test_signing_out_takes_a_post(signed_in):
    client = signed_in("ma.ying")

    client.get("/account/logout/")
    assert client.get(reverse("studio:index")).status_code == 200

    client.post("/account/logout/")
    assert client.get(reverse("studio:index")).status_code == 302


@pytest.mark.parametrize(("accepted", "word"), [("zh-CN,zh;q=0.9", 'lang="zh-hans"'), ("en-GB", 'lang="en"')])
def test_the_browser_chooses_the_language(region, accepted, word):
    assert word in Client(headers={"Accept-Language": accepted}).get(LOGIN).content.decode()


def test_the_switch_overrules_the_browser(region):
    client = Client(headers={"Accept-Language": "en"})

    answer = client.post("/language/", {"language": "zh-hans", "next": LOGIN})

    assert answer["Location"] == LOGIN
    assert 'lang="zh-hans"' in client.get(LOGIN).content.decode()


def test_the_switch_does_not_lead_to_another_site(region):
    answer = Client().post("/language/", {"language": "en", "next": "https://example.org/"})

    assert "example.org" not in answer["Location"]
