"""The sign-in page: allauth's, with the demonstration's accounts beside it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from allauth.account.views import LoginView
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest
from django.utils.decorators import method_decorator

from workflows.demo import region
from workflows.directory.models import Membership


@method_decorator(login_not_required, name="dispatch")
class SignInView(LoginView):
    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        extra: dict[str, Any] = {}
        if settings.CARELANE_DEMO:
            extra = {"demo_accounts": demo_accounts(), "demo_password": region.PASSWORD}
        return super().get_context_data(**kwargs, **extra)


def demo_accounts() -> list[dict[str, Any]]:
    """The demonstration's featured accounts that exist, in the order of the story, with where they work."""
    names = [account.username for account in region.ACCOUNTS if account.is_featured]
    memberships = Membership.objects.filter(user__username__in=names, user__is_active=True).order_by("id")
    found: dict[str, dict[str, Any]] = {}
    for membership in memberships.select_related("user", "department__organisation"):
        user, role = membership.user, str(membership.get_role_display())
        known = found.setdefault(
            user.username,
            {"username": user.username, "name": user.display_name, "roles": [], "place": membership.department.organisation.name},
        )
        if role not in known["roles"]:
            known["roles"].append(role)
    return [found[name] for name in names if name in found]


def counted_name(request: HttpRequest, credentials: Mapping[str, Any] | None = None) -> str | None:
    """The user name under which django-axes counts failures.

    allauth signs in by any spelling in capitals and small letters: counted apart, each spelling would give five guesses more.
    """
    name = credentials.get("username") if credentials else request.POST.get("login")
    return str(name).upper().casefold() if name else None  # both: the database compares by capitals
