"""Two people sign over the API as on the pages: with the password, not with the token."""

from __future__ import annotations

from engine.commands.request_skip import RequestSkip, request_skip
from engine.models import SkipRequest
from engine.queries.tokens import tokens
from workflows.demo.region import PASSWORD


def test_a_signature_over_the_api_is_the_password_not_the_token(program, errand, actor):
    token = tokens(actor("admin.ops"), errand.id).rows[0].id
    asked = request_skip(RequestSkip(actor("admin.ops"), errand.id, "Decided by telephone", token))
    second, path = program("fan.rui"), f"skip-requests/{asked.pk}/decide"

    refused = second.post(path, {"decision": "agree"})
    assert (refused.status_code, refused.json()["code"]) == (403, "signature_needed")
    assert second.post(path, {"decision": "agree", "password": "wrong"}).status_code == 403
    signed = second.post(path, {"decision": "agree", "password": PASSWORD})
    assert (signed.status_code, signed.json()["state"]) == (200, "agreed")


def test_guessing_a_signature_ends_after_ten_attempts(program, errand, actor):
    token = tokens(actor("admin.ops"), errand.id).rows[0].id
    asked = request_skip(RequestSkip(actor("admin.ops"), errand.id, "Decided by telephone", token))
    second = program("fan.rui")
    said = [
        second.post(f"skip-requests/{asked.pk}/decide", {"decision": "agree", "password": word}).json()["detail"]
        for word in (*(f"guess-{number}" for number in range(10)), PASSWORD)
    ]
    assert "fewer attempts" in said[-1]
    assert SkipRequest.objects.get().state == "asked"
