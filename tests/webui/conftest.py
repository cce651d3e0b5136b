"""The demonstration region, its people as signed-in browsers and as programs with a token, and a small process."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from engine.actor import Actor


@pytest.fixture(scope="session")
def empty_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("static")


@pytest.fixture(autouse=True)
def _static_files_as_they_lie(settings: Any, empty_folder: Path) -> None:
    """Nothing was collected and hashed before a test, and nothing is looked for at each client."""
    settings.STATIC_ROOT = empty_folder
    settings.WHITENOISE_USE_FINDERS = False
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }


@pytest.fixture(autouse=True)
def _no_throttle_left_over(settings: Any) -> Iterator[None]:
    """Counts of earlier requests live in the cache, which tests that run beside each other do not share."""
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    cache.clear()
    yield


@pytest.fixture
def region(db: None, clock: Any, settings: Any) -> Any:
    from workflows.demo.seed import seed_region

    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    return seed_region()


@pytest.fixture
def user(region: Any) -> Callable[[str], Any]:
    from workflows.directory.models import User

    return lambda username: User.objects.get(username=username)


@pytest.fixture
def actor(user: Callable[[str], Any]) -> Callable[[str], Actor]:
    from workflows.directory.actor import actor_for

    return lambda username: actor_for(user(username))


@pytest.fixture
def organisation(region: Any) -> Callable[[str], Any]:
    from workflows.directory.models import Organisation

    return lambda code: Organisation.objects.get(code=code)


@pytest.fixture
def signed_in(user: Callable[[str], Any]) -> Callable[[str], Client]:
    """A browser of this person."""

    def sign_in(username: str, **options: Any) -> Client:
        client = Client(**options)
        client.force_login(user(username), backend="django.contrib.auth.backends.ModelBackend")
        return client

    return sign_in


@pytest.fixture
def published(region: Any) -> int:
    """The errand's model, published; its deployment's number."""
    from .errands import errand_files, publish

    return publish(errand_files())


@pytest.fixture
def errand(published: int, actor: Callable[[str], Actor], organisation: Callable[[str], Any]) -> Any:
    from .errands import Errand

    return Errand(actor("su.yan"), organisation("hexi").pk)


@pytest.fixture
def referral(region: Any, actor: Callable[[str], Actor], organisation: Callable[[str], Any]) -> Any:
    """The shipped model, published, and one referral that Su Yan has opened."""
    from django.core.management import call_command

    from .referral_steps import Referral

    call_command("publish_models", verbosity=0)
    return Referral(actor, organisation)
