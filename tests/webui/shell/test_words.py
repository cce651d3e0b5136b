"""Times in words, in both languages."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import translation

from webui.words import remaining, short, span

NOW = datetime(2026, 3, 2, 0, 0, tzinfo=UTC)  # 08:00 in Shanghai


@pytest.mark.parametrize(
    ("length", "words"),
    [
        (timedelta(days=3, hours=5), "3 days"),
        (timedelta(days=1, hours=4, minutes=10), "1 day 4 h"),
        (timedelta(days=1, minutes=10), "1 day"),
        (timedelta(hours=2, minutes=14), "2 h 14 min"),
        (timedelta(hours=2), "2 h"),
        (timedelta(minutes=35, seconds=59), "35 min"),
        (timedelta(seconds=30), "under 1 min"),
    ],
)
def test_two_units_at_most(length, words):
    with translation.override("en"):
        assert span(length) == words


@pytest.mark.parametrize(
    ("left", "state"),
    [(timedelta(hours=5), "calm"), (timedelta(hours=4), "soon"), (timedelta(0), "over"), (timedelta(minutes=-35), "over")],
)
def test_the_boundaries(left, state):
    assert remaining(NOW + left, NOW).state == state


def test_a_deadline_in_both_languages():
    late, ahead = NOW - timedelta(minutes=35), NOW + timedelta(hours=2, minutes=14)

    with translation.override("en"):
        assert [remaining(at, NOW).words for at in (late, ahead)] == ["overdue by 35 min", "2 h 14 min left"]
    with translation.override("zh-hans"):
        assert [remaining(at, NOW).words for at in (late, ahead)] == ["已超时 35 分", "剩 2 小时 14 分"]


def test_a_moment_is_as_short_as_it_stays_clear():
    with translation.override("en"):
        assert short(NOW, NOW) == "08:00"
        assert short(NOW - timedelta(days=3), NOW) == "27 Feb 08:00"
        assert short(NOW - timedelta(days=300), NOW) == "6 May 2025, 08:00"
    with translation.override("zh-hans"):
        assert short(NOW - timedelta(days=3), NOW) == "2月27日 08:00"


def test_tags_render_what_the_script_keeps_current(clock):
    clock.now = NOW
    request = RequestFactory().get("/")
    template = Template(
        "{% load carelane %}{% remaining due %}|{% moment due %}|{{ name|named }}|{{ name|initials }}|{% remaining none %}"
    )
    context = Context(
        {"request": request, "due": NOW + timedelta(minutes=10), "name": {"en": "Su Yan", "zh": "苏燕"}, "none": None}
    )

    with translation.override("en"):
        chip, moment, name, initials, nothing = template.render(context).split("|")

    assert 'data-remaining="14400"' in chip
    assert "10 min left" in chip
    assert 'title="2 Mar 2026, 08:10"' in moment
    assert (name, initials, nothing) == ("Su Yan", "SY", "")
    with translation.override("zh-hans"):
        assert template.render(context).split("|")[2:4] == ["苏燕", "苏燕"]
