"""An organisation closes from a day on: nothing is stranded in it, and nobody works there afterwards."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation

from engine import registry
from engine.errors import FormInvalid, InvalidState, NotAuthorised, NotFound
from workflows.cases.commands.open_referral import OpenReferral, open_referral
from workflows.directory.commands.close_organisation import CloseOrganisation, close_organisation
from workflows.directory.models import DirectoryChange
from workflows.directory.queries.destinations import departments_of, referral_destinations
from workflows.directory.queries.holders import holders_of


@pytest.fixture
def hexi(organisation):
    return organisation("hexi")


def day(organisation, clock, days):
    return organisation.local_date(clock.now) + timedelta(days=days)


def test_from_its_day_on_nobody_holds_a_role_there(hexi, actor_of, clock):
    close_organisation(CloseOrganisation(actor_of("admin.ops"), hexi.pk, day(hexi, clock, 3)))

    # until then work goes on, but nothing new begins
    assert actor_of("su.yan").may("work", hexi.pk)
    assert not actor_of("su.yan").may("start_instance", hexi.pk)
    assert "hexi" not in registry.organisations.active()

    clock.advance(days=3)
    assert not actor_of("su.yan").belongs_to(hexi.pk)
    assert not actor_of("admin.ops").may("manage_directory", hexi.pk)
    assert holders_of(hexi.pk, ["community_doctor@gp"], clock.now) == []


def test_nobody_refers_to_a_place_that_closes(organisation, actor_of, clock):
    yuanshan, hexi = organisation("yuanshan"), organisation("hexi").pk
    doctor = actor_of("su.yan")
    assert "yuanshan" in {row.code for row in referral_destinations(doctor, hexi)}

    close_organisation(CloseOrganisation(actor_of("admin.ops"), yuanshan.pk, day(yuanshan, clock, 1)))

    assert "yuanshan" not in {row.code for row in referral_destinations(doctor, hexi)}
    with pytest.raises(NotFound):
        departments_of(doctor, yuanshan.pk)


def test_what_still_runs_is_named_and_keeps_it_open(hexi, actor_of, patient, clock):
    call_command("publish_models", verbosity=0)
    opened = open_referral(OpenReferral(actor_of("su.yan"), patient("hexi").pk, hexi.pk, "胸痛待查"))

    with translation.override("en"), pytest.raises(FormInvalid) as refused:
        close_organisation(CloseOrganisation(actor_of("admin.ops"), hexi.pk, day(hexi, clock, 3)))

    processes, tasks = (str(text) for text in refused.value.field_errors["closed_on"])
    assert "1 run" in processes and opened.case.number in processes
    assert f"{opened.case.number} Fill in the referral slip" in tasks
    hexi.refresh_from_db()
    assert hexi.closed_on is None


def test_it_is_withdrawn_until_its_day_and_on_record(hexi, actor_of, clock):
    administrator = actor_of("admin.ops")
    with pytest.raises(FormInvalid):
        close_organisation(CloseOrganisation(administrator, hexi.pk, day(hexi, clock, 0)))
    with pytest.raises(InvalidState):
        close_organisation(CloseOrganisation(administrator, hexi.pk, None))
    close_organisation(CloseOrganisation(administrator, hexi.pk, day(hexi, clock, 1)))
    close_organisation(CloseOrganisation(administrator, hexi.pk, None))

    assert actor_of("su.yan").may("start_instance", hexi.pk)
    kinds = DirectoryChange.objects.filter(organisation=hexi).values_list("kind", flat=True)
    assert list(kinds)[:2] == ["closing_withdrawn", "closing_set"]


def test_only_its_administrators_close_it(hexi, actor_of, clock):
    with pytest.raises(NotAuthorised):
        close_organisation(CloseOrganisation(actor_of("he.jun"), hexi.pk, day(hexi, clock, 1)))
    with pytest.raises(NotFound):
        close_organisation(CloseOrganisation(actor_of("dong.admin"), hexi.pk, day(hexi, clock, 1)))


def test_a_closed_one_is_opened_again_from_the_command_line(hexi, actor_of, clock):
    close_organisation(CloseOrganisation(actor_of("admin.ops"), hexi.pk, day(hexi, clock, 1)))
    clock.advance(days=2)
    call_command("reopen_organisation", "hexi", verbosity=0)

    assert actor_of("su.yan").may("start_instance", hexi.pk)
    with pytest.raises(CommandError):
        call_command("reopen_organisation", "hexi")
