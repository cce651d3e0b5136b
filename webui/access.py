"""Who may see a page: signed in, known to the directory, holding a permission. Nothing is open by default.

Three gates stand one behind the other:
1. `SignInMiddleware` (Django's LoginRequiredMiddleware): every view asks for a session unless it says `login_not_required`.
2. `Room.permissions` (rooms.py): a whole room of the navigation, checked by viewflow's `SiteMiddleware`.
3. `permitted(...)` here: one view that asks for more than its room does.
What a person may do with one object is decided by the command or query that the view calls, with `actor_of(request)`.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _

from engine.actor import Actor
from engine.errors import NotAuthorised

NOBODY = Actor(id=None)
View = TypeVar("View", bound=Callable[..., HttpResponseBase])


def actor_of(request: HttpRequest) -> Actor:
    """The actor of this request, read from the directory once. A visitor without a session is nobody, who may nothing."""
    return actor_of_user(request.user)


def actor_of_user(user: Any) -> Actor:
    """The actor of a user object, kept on that object for as long as the request holds it."""
    if not user.is_authenticated or not user.is_active:
        return NOBODY
    actor = getattr(user, "_carelane_actor", None)
    if actor is None:
        from workflows.directory.actor import actor_for

        actor = actor_for(user)
        user._carelane_actor = actor
    return cast(Actor, actor)


def may_any(actor: Actor, permissions: tuple[str, ...]) -> bool:
    return any(actor.may_anywhere(permission) for permission in permissions)


def permitted(*permissions: str) -> Callable[[View], View]:
    """Let only people in who hold one of these permissions in some organisation.

    Raises: NotAuthorised (shown as the 403 page or as problem+json).
    """
    if not permissions:
        raise ValueError("permitted() needs at least one permission: an open view must say login_not_required instead")

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not may_any(actor_of(request), permissions):
                raise NotAuthorised(_("This page needs a role that you do not hold."))
            return view(request, *args, **kwargs)

        return cast(View, login_required(guarded))

    return decorate


class PermittedMixin:
    """The same gate for class-based views: set `permissions`."""

    permissions: tuple[str, ...] = ()

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        view = permitted(*self.permissions)(super().dispatch)  # type: ignore[misc]
        return cast(HttpResponseBase, view(request, *args, **kwargs))
