"""One word for one thing: what the models write is what the pages write."""

from __future__ import annotations

import json

import pytest
from django.utils import translation

from bpmn.loader import load
from workflows.cases.models import Case
from workflows.directory.models.membership import Role

FILES = load("referral").files


@pytest.mark.parametrize("form", sorted(name for name in FILES if b'"key": "urgency"' in FILES[name]))
def test_urgency_has_the_same_words_in_forms_and_lists(form):
    [field] = [each for each in json.loads(FILES[form])["components"] if each.get("key") == "urgency"]
    for language, name in (("en", "label"), ("zh-hans", "labelZh")):
        with translation.override(language):
            # the form may say more about a choice, after a colon
            written = {option["value"]: option[name].replace("：", ":").partition(":")[0] for option in field["values"]}
            assert written == {value: str(Case.Urgency(value).label) for value in written}


def test_lanes_are_named_as_the_roles_are():
    text = FILES["two_way_referral.bpmn"].decode()
    with translation.override("zh-hans"):
        roles = {
            str(Role(value).label) for value in ("community_head", "community_doctor", "referral_office_head", "quality_officer")
        }
    assert [role for role in sorted(roles) if f'carelane:nameZh="{role}"' not in text] == []
