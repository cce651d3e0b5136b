"""`check --deploy` finds accounts of a demonstration in what is declared to be a real installation."""

from __future__ import annotations

import pytest
from django.core.management import CommandError, call_command

from config.checks import no_published_passwords
from workflows.directory.models import User


def test_a_demonstration_may_have_them(region, settings):
    settings.CARELANE_DEMO = True
    assert no_published_passwords() == []


def test_a_real_installation_may_not(region, settings):
    settings.CARELANE_DEMO = False
    (problem,) = no_published_passwords()
    assert problem.id == "carelane.E001"
    assert "su.yan" in problem.msg
    with pytest.raises(CommandError, match=r"su\.yan"):
        call_command("check", deploy=True)


def test_without_them_it_is_content(region, settings):
    settings.CARELANE_DEMO = False
    User.objects.update(is_active=False)
    assert no_published_passwords() == []
