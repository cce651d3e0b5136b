"""The room of work: the inbox and the page of one task."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import path
from django.utils.translation import gettext_lazy as _

from engine.queries.worklist import worklist
from webui.access import actor_of
from webui.rooms import Room

from . import task_views, views


class WorkRoom(Room):
    app_name = "work"
    title = _("Work")
    icon = "inbox"
    permissions = ("work", "assign")
    urlpatterns = [
        path("", views.inbox, name="index"),
        path("rows/", views.rows, name="rows"),
        path("<uuid:user_task_id>/", task_views.task, name="task"),
        path("<uuid:user_task_id>/complete/", task_views.complete, name="complete"),
        path("<uuid:user_task_id>/claim/", task_views.claim, name="claim"),
        path("<uuid:user_task_id>/give-back/", task_views.give_back, name="give_back"),
        path("<uuid:user_task_id>/hand-over/", task_views.hand_over, name="hand_over"),
    ]

    def count(self, request: HttpRequest) -> int:
        return worklist(actor_of(request), page_size=0).total
