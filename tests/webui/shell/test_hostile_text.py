"""What no keyboard sends: an answer that says so, never a page of ours that broke."""

from __future__ import annotations

import pytest


@pytest.mark.parametrize("path", ["/patients/", "/referrals/", "/search/", "/work/"])
def test_a_search_with_nul_is_a_search_without(signed_in, region, path):
    assert signed_in("su.yan").get(path, {"q": "13\0", "page": "1\0", "status": "\0"}).status_code == 200


def test_nul_is_not_saved(signed_in, published):
    answer = signed_in("ma.ying").post(f"/studio/{published}/retire/", {"note": "a\0b"})
    assert answer.status_code == 400


def test_nesting_without_end_is_refused(signed_in, errand):
    deep = '{"thing": ' + "[" * 100_000 + "]" * 100_000 + "}"
    answer = signed_in("su.yan").post(f"/work/{errand.task_id}/complete/", {"form_data": deep, "version": "0"})
    assert answer.status_code == 400


def test_a_drawing_that_nests_without_end_is_refused(signed_in, published):
    deep = '{"file": ' + "[" * 100_000 + "]" * 100_000 + "}"
    answer = signed_in("ma.ying").post(f"/studio/{published}/check/", deep, content_type="application/json")
    assert answer.status_code == 400
