"""What went wrong is said in the shape that the asker reads, with what to do next."""

from __future__ import annotations

import json

import pytest
from django.db import OperationalError
from django.http import HttpRequest
from django.test import RequestFactory
from django.utils import translation

from engine.errors import Conflict, DeploymentRefused, EngineError, FormInvalid, NotFound
from engine.model.findings import error
from engine.model.texts import Text
from webui import errors
from webui.middleware import RefusalMiddleware
from webui.problems import ENGINE_SENTENCES, wants_problem


def ask(accept: str = "text/html", path: str = "/work/") -> HttpRequest:
    from django.contrib.auth.models import AnonymousUser

    request = RequestFactory().get(path, headers={"Accept": accept})
    request.user = AnonymousUser()
    return request


@pytest.mark.parametrize(
    ("refusal", "status", "words"),
    [
        (NotFound(), 404, "another organisation"),
        (Conflict("Su Yan saved this at 14:02."), 409, "Su Yan saved this"),
        (FormInvalid({"slot": ["Choose a later one."]}), 422, "could not be accepted"),
    ],
)
def test_people_get_a_page_that_says_what_next(db, refusal, status, words):
    answer = errors.refusal(ask(), refusal)

    assert answer.status_code == status
    assert words in answer.content.decode()
    assert "Go to my work" in answer.content.decode()


def test_programs_get_a_problem_document(db):
    answer = errors.refusal(ask("application/json"), FormInvalid({"slot": ["Choose a later one."]}))

    body = json.loads(answer.content)
    assert answer["Content-Type"] == "application/problem+json"
    assert (body["status"], body["code"]) == (422, "form_invalid")
    assert body["fields"] == {"slot": ["Choose a later one."]}
    assert body["instance"] == "/work/"


def test_the_engines_own_sentences_are_all_known_to_the_catalogue(db):
    def classes(base):
        return [base, *(found for each in base.__subclasses__() if each.__module__ == "engine.errors" for found in classes(each))]

    assert {" ".join((each.__doc__ or "").split()) for each in classes(EngineError)} == set(ENGINE_SENTENCES)
    with translation.override("zh-hans"):
        assert json.loads(errors.refusal(ask("application/json"), NotFound()).content)["detail"] == "没有您可查看的此对象。"


def test_findings_travel_with_a_refused_deployment(db):
    finding = error("doctype", Text("No DOCTYPE here.", "不允许 DOCTYPE。"), file="a.bpmn", line=2)

    document = json.loads(errors.refusal(ask("application/json"), DeploymentRefused([finding])).content)
    page = errors.refusal(ask(), DeploymentRefused([finding])).content.decode()

    assert document["findings"][0]["message"] == "No DOCTYPE here."
    assert "No DOCTYPE here." in page


@pytest.mark.parametrize(
    ("accept", "path", "expected"),
    [
        ("text/html,application/xhtml+xml", "/work/", False),
        ("application/json", "/work/", True),
        ("application/problem+json", "/work/", True),
        ("text/html", "/api/user-tasks/", True),
    ],
)
def test_the_asker_decides_the_shape(accept, path, expected):
    assert wants_problem(ask(accept, path)) is expected


def test_a_database_that_is_away_is_503_with_a_page_that_needs_none():
    middleware = RefusalMiddleware(lambda request: pytest.fail("not reached"))

    answer = middleware.process_exception(ask(), OperationalError("server closed the connection"))

    assert answer is not None
    assert answer.status_code == 503
    assert answer["Retry-After"] == "10"
    assert "cannot reach its database" in answer.content.decode()


def test_other_errors_stay_errors():
    assert RefusalMiddleware(lambda request: pytest.fail("not reached")).process_exception(ask(), RuntimeError()) is None


def test_a_missing_page_says_so(signed_in):
    answer = signed_in("ma.ying").get("/no/such/page/")

    assert answer.status_code == 404
    assert "nothing here for you" in answer.content.decode()


def test_a_browser_finds_the_icon_where_it_looks_by_itself(client):
    answer = client.get("/favicon.ico")
    assert answer.status_code == 302
    assert answer["Location"].endswith("favicon.svg")
