"""Rooms: the applications of the viewflow site. A room is a part of the navigation with its pages and its permission.

A page owner writes `webui/<room>/room.py` with a subclass of `Room` and adds it to `ROOMS` in webui/urls.py.
"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from viewflow.urls import Application, Site

from .access import actor_of_user, may_any


class Room(Application):
    """One entry of the rail. `app_name` is its address and URL namespace, `icon` a name in frontend/icons.json."""

    permissions: tuple[str, ...] = ()
    order = 0
    index_path = None  # a room names its own index

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        if not self.permissions:
            raise ValueError(f"{type(self).__name__} must name the permissions that open it")

    def has_view_permission(self, user: Any, obj: Any = None) -> bool:
        return bool(user.is_authenticated) and may_any(actor_of_user(user), self.permissions)

    @property
    def icon_name(self) -> str:
        return str(self.icon.icon_name)

    def count(self, request: HttpRequest) -> int | None:
        """How many things wait here, shown beside the entry; None shows nothing. Called on every page: one cheap query."""
        return None


class CarelaneSite(Site):
    """All rooms. Signed-in people only; each room then asks for its own permission."""

    title = "Carelane"
    index_path = None

    def has_view_permission(self, user: Any, obj: Any = None) -> bool:
        return bool(user.is_authenticated)

    def rooms_for(self, user: Any) -> list[Room]:
        return [room for room in self.menu_items() if isinstance(room, Room) and room.has_view_permission(user)]
