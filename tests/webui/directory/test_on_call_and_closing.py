"""The on-call list and the closing of an organisation, as administrators meet them."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from django.urls import reverse

from workflows.directory.models import OnCall

DUTY = {
    "department": "cardiology",
    "role": "doctor",
    "user": "lin.hao",
    "from_at": "2026-03-02T08:00",
    "until_at": "2026-03-03T08:00",
}


def test_somebody_is_put_on_call_and_taken_out(signed_in, organisation, clock):
    yuanshan, administrator = organisation("yuanshan"), signed_in("admin.ops")
    address = reverse("directory:on_call", args=[yuanshan.pk])
    assert "Nobody is on call now" in administrator.get(address).content.decode()

    page = administrator.post(address, {**DUTY, **around(clock, yuanshan)}, follow=True).content.decode()

    assert "reaches this person first" in page
    assert "Doctor, Cardiology" in page and page.count("Lin Hao") >= 3
    assert "Put on call" in administrator.get(reverse("directory:changes", args=[yuanshan.pk])).content.decode()
    (row,) = OnCall.objects.all()
    ended = administrator.post(reverse("directory:end_on_call", args=[yuanshan.pk, row.pk]), follow=True).content.decode()
    assert "The duty has ended." in ended


def around(clock, organisation):
    from datetime import timedelta
    from zoneinfo import ZoneInfo

    now = clock.now.astimezone(ZoneInfo(organisation.zone))
    return {"from_at": f"{now - timedelta(hours=1):%Y-%m-%dT%H:%M}", "until_at": f"{now + timedelta(hours=7):%Y-%m-%dT%H:%M}"}


@pytest.mark.parametrize(
    ("field", "value"),
    [("department", "palace"), ("role", "king"), ("user", "su.yan"), ("from_at", "soon"), ("until_at", "2026-03-02T07:00")],
)
def test_what_is_wrong_is_said_at_its_field(signed_in, organisation, field, value):
    address = reverse("directory:on_call", args=[organisation("yuanshan").pk])
    refused = signed_in("admin.ops").post(address, {**DUTY, field: value})
    assert refused.status_code == 422
    assert f'href="#field-{field}"' in refused.content.decode()


def test_it_reads_in_chinese(signed_in, organisation):
    page = signed_in("admin.ops").get(
        reverse("directory:on_call", args=[organisation("yuanshan").pk]), headers={"Accept-Language": "zh-CN"}
    )
    assert "登记值班" in page.content.decode()


def test_an_organisation_closes_and_stays_open_after_all(signed_in, organisation):
    yuanshan, administrator = organisation("yuanshan"), signed_in("admin.ops")
    address = reverse("directory:close_organisation", args=[yuanshan.pk])

    assert administrator.post(address, {"closed_on": "soon"}).status_code == 422
    closed = administrator.post(address, {"closed_on": "2030-01-01"}, follow=True).content.decode()
    assert "closes on 1 Jan 2030" in closed and "Withdraw the closing" in closed
    assert "Withdraw the closing" in administrator.get(address).content.decode()
    opened = administrator.post(address, {"withdraw": "1"}, follow=True).content.decode()
    assert "stays open" in opened


def test_what_runs_there_is_named(signed_in, referral, organisation):
    refused = signed_in("admin.ops").post(
        reverse("directory:close_organisation", args=[organisation("hexi").pk]), {"closed_on": "2030-01-01"}
    )
    assert refused.status_code == 422
    assert "Fill in the referral slip" in refused.content.decode()
    assert quote(referral.patient.name_latin) not in refused.content.decode()


def test_the_page_says_what_closing_does(signed_in, organisation):
    page = signed_in("admin.ops").get(reverse("directory:close_organisation", args=[organisation("hexi").pk])).content.decode()
    for words in ("At once: no new case starts here", "every role here ends", "Nothing is deleted", "Close it from this day"):
        assert words in page
