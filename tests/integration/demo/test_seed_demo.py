from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from workflows.demo import region as data
from workflows.demo.seed import seed_region
from workflows.demo.seed_large import seed_large
from workflows.directory.models import Department, EscalationStep, Membership, Organisation, User
from workflows.patients.models import Patient


def test_running_it_again_changes_nothing_and_keeps_what_people_changed(region, user, patient):
    # given changed data
    person, found = user("su.yan"), patient("hexi")
    person.set_password("another-password")
    person.save()
    Patient.objects.filter(pk=found.pk).update(name="改名")
    counts = [model.objects.count() for model in (User, Membership, Organisation, Department, EscalationStep, Patient)]

    # when
    added = seed_region()

    # then
    assert not any(added.values())
    assert counts == [model.objects.count() for model in (User, Membership, Organisation, Department, EscalationStep, Patient)]
    assert user("su.yan").check_password("another-password")
    assert patient("hexi").name == "改名"


def test_everything_has_a_name_in_both_languages(region):
    for model in (Organisation, Department, User):
        assert not model.objects.filter(name_en="").exists()
        assert not model.objects.filter(name_zh="").exists()


def test_the_accounts_sign_in_with_the_published_password(region, user):
    assert all(user(account.username).check_password(data.PASSWORD) for account in data.ACCOUNTS[:3])


def test_every_step_of_every_chain_has_somebody(region, clock):
    from workflows.directory.queries.holders import holders_of

    for step in EscalationStep.objects.select_related("chain", "department"):
        assert holders_of(step.chain.organisation_id, [step.group], clock.now), f"{step.chain.organisation.code} {step.group}"


def test_every_organisation_has_two_who_operate_it(region):
    for place in Organisation.objects.all():
        operators = User.objects.filter(memberships__role="operator", memberships__department__organisation=place)
        assert operators.distinct().count() >= 2, f"{place.code}: a skipped step needs a second signature"


def test_every_department_that_receives_has_a_head_and_a_doctor(region, clock):
    from workflows.directory.queries.holders import holders_of

    wards = ("cardiology", "neurology", "general_surgery", "internal_medicine")
    for department in Department.objects.filter(code__in=wards):
        for role in ("department_head", "doctor"):
            group = f"{role}@{department.code}"
            assert holders_of(department.organisation_id, [group], clock.now), f"{department.organisation.code} {group}"


def test_patients_are_synthetic_and_well_formed(region):
    from workflows.patients.codes import STANDARD

    assert Patient.objects.count() == 40
    assert len(set(Patient.objects.values_list("name", flat=True))) > 30
    assert all(STANDARD.problem(code) is None for code in Patient.objects.values_list("code", flat=True))
    assert all(code.startswith("990") for code in Patient.objects.values_list("code", flat=True))  # no such county exists


def test_the_large_region_adds_up_and_goes_on_after_an_interruption(region):
    assert seed_large(users=41, patients=103, organisations=2) == {"organisations": 2, "accounts": 41, "patients": 103}
    User.objects.filter(username="c01.0003").update(username="gone")
    assert seed_large(users=41, patients=103, organisations=2) == {"organisations": 0, "accounts": 1, "patients": 0}
    assert seed_large(users=41, patients=105, organisations=2)["patients"] == 2


def test_the_command_says_what_it_did_and_refuses_outside_a_demonstration(db, settings, clock):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    out = StringIO()
    call_command("seed_demo", stdout=out)
    assert "40 patients" in out.getvalue()
    assert "synthetic" in out.getvalue()
    call_command("seed_demo", stdout=out)
    assert "nothing was changed" in out.getvalue()
    settings.CARELANE_DEMO = False
    with pytest.raises(CommandError):
        call_command("seed_demo")
