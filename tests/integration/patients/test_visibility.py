from __future__ import annotations

from datetime import timedelta

import pytest

from engine.actor import SYSTEM, Actor
from engine.errors import NotFound
from workflows.patients.commands.grant_access import end_access, grant_access
from workflows.patients.models import Patient
from workflows.patients.queries.patients import find_patients, get_patient, get_patient_by_id


def test_one_sees_the_patients_of_ones_own_organisation(actor_of, patient):
    page = find_patients(actor_of("su.yan"))
    assert page.total == 16
    assert {row.home_organisation.code for row in page.patients} == {"hexi"}
    assert get_patient(actor_of("su.yan"), patient("hexi").code) == patient("hexi")


@pytest.mark.parametrize("outsider", ["dong.men", "chen.min", "admin.ops", "ma.ying"])
def test_outsiders_cannot_tell_a_foreign_patient_from_none(actor_of, patient, outsider):
    foreign = patient("hexi")
    refusals = []
    for code in (foreign.code, "00000000000000000"):
        with pytest.raises(NotFound) as refusal:
            get_patient(actor_of(outsider), code)
        refusals.append(str(refusal.value))
    assert refusals[0] == refusals[1]
    with pytest.raises(NotFound):
        get_patient_by_id(actor_of(outsider), foreign.pk)
    with pytest.raises(NotFound):
        get_patient_by_id(actor_of(outsider), "../etc")
    assert find_patients(actor_of(outsider), foreign.code).total == 0


def test_somebody_without_roles_sees_nobody(patient):
    assert find_patients(Actor(id=1)).total == 0
    assert get_patient(SYSTEM, patient("hexi").code)


def test_a_grant_opens_one_patient_to_one_organisation_for_its_time(actor_of, organisation, patient, clock):
    # given
    found, yuanshan = patient("hexi"), organisation("yuanshan")
    grant_access(
        organisation_id=yuanshan.pk,
        patient_id=found.pk,
        reason="referral",
        reference="ZZ1",
        until_at=clock.now + timedelta(hours=1),
    )

    # then
    assert get_patient(actor_of("lin.hao"), found.code) == found
    assert find_patients(actor_of("lin.hao"), found.code).total == 1
    with pytest.raises(NotFound):
        get_patient(actor_of("tcm.doctor"), found.code)

    # when the time is over
    clock.advance(hours=1)
    with pytest.raises(NotFound):
        get_patient(actor_of("lin.hao"), found.code)


def test_granting_twice_is_one_grant_and_ending_it_ends_it(actor_of, organisation, patient, clock):
    found, yuanshan = patient("hexi"), organisation("yuanshan")
    for _time in range(2):
        grant_access(organisation_id=yuanshan.pk, patient_id=found.pk, reason="referral", reference="ZZ1")
    assert found.access.count() == 1
    clock.advance(minutes=5)
    assert end_access(reference="ZZ1", organisation_id=organisation("tcm").pk) == 0
    assert end_access(reference="ZZ1") == 1
    with pytest.raises(NotFound):
        get_patient(actor_of("lin.hao"), found.code)


def test_search_by_name_code_and_phone(actor_of, patient):
    actor, found = actor_of("su.yan"), patient("hexi")
    assert found in find_patients(actor, found.name).patients
    assert found in find_patients(actor, found.name_latin.upper()).patients
    assert find_patients(actor, found.code).patients == (found,)
    assert find_patients(actor, found.phone).patients == (found,)
    assert find_patients(actor, f"{found.name[0]} {found.code}").patients == (found,)
    assert find_patients(actor, "%").total == 0


def test_pages(actor_of, django_assert_num_queries):
    actor = actor_of("su.yan")
    with django_assert_num_queries(2):
        first = find_patients(actor, page=1, page_size=10)
    last = find_patients(actor, page=2, page_size=10)
    assert (len(first.patients), len(last.patients), first.page_count, first.has_next, last.has_next) == (10, 6, 2, True, False)
    assert not set(first.patients) & set(last.patients)
    assert find_patients(actor, page=99, page_size=10).page == 2
    assert find_patients(actor, page=0, page_size=10_000).page_size == 200


def test_closed_files_are_listed_only_where_asked_for(actor_of, patient):
    Patient.objects.filter(pk=patient("hexi").pk).update(status="closed")
    assert find_patients(actor_of("su.yan")).total == 15
    assert find_patients(actor_of("su.yan"), with_closed=True).total == 16
