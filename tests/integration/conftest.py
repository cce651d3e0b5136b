"""The demonstration region as a fixture: its people are the personas of the tests."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from engine.actor import Actor


@pytest.fixture
def region(db, clock, settings):
    """The small demonstration region, with quickly hashed passwords."""
    from workflows.demo.seed import seed_region

    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    return seed_region()


@pytest.fixture
def actor_of(region) -> Callable[[str], Actor]:
    """The actor that an account of the region is at this moment."""
    from workflows.directory.actor import actor_for
    from workflows.directory.models import User

    return lambda username: actor_for(User.objects.get(username=username))


@pytest.fixture
def organisation(region):
    from workflows.directory.models import Organisation

    return lambda code: Organisation.objects.get(code=code)


@pytest.fixture
def user(region):
    from workflows.directory.models import User

    return lambda username: User.objects.get(username=username)


@pytest.fixture
def department(region):
    from workflows.directory.models import Department

    return lambda place, code: Department.objects.get(organisation__code=place, code=code)


@pytest.fixture
def patient(region):
    """The first patient of an organisation."""
    from workflows.patients.models import Patient

    return lambda place: Patient.objects.filter(home_organisation__code=place).order_by("code").first()
