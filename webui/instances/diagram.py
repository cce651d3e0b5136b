"""What the viewer of the bundle draws: the model, badges where the instance stands, the way that it took."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from engine.actor import Actor
from engine.queries.instance import InstanceDetail
from engine.queries.worklist import worklist

BADGES = {"user_task": "here", "job": "here", "timer": "timer", "message": "message", "incident": "incident"}
# Of several reasons to wait at one place the first one here is shown.
ORDER = ("incident", "user_task", "job", "message", "timer")


def task_links(actor: Actor, found: InstanceDetail) -> dict[str, str]:
    """Addresses of the open tasks that the actor may do, by activity."""
    if not found.summary.business_key:
        return {}
    rows = worklist(actor, business_keys=(found.summary.business_key,)).rows
    return {row.activity_id: reverse("work:task", args=[row.id]) for row in rows if row.instance_id == found.summary.id}


def diagram_document(found: InstanceDetail, links: dict[str, str]) -> dict[str, Any]:
    """As told at the head of frontend/src/viewer/index.js."""
    titles = {
        "user_task": _("Waits for a person"),
        "job": _("The system works on it"),
        "timer": _("A limit runs"),
        "message": _("Waits for a message"),
        "incident": _("Stopped by a problem"),
    }
    badges: dict[str, dict[str, Any]] = {}
    for token in sorted(found.waiting, key=lambda each: ORDER.index(each.kind)):
        badge = {"element": token.activity_id, "kind": BADGES[token.kind], "count": token.count, "title": titles[token.kind]}
        if token.kind == "user_task" and token.activity_id in links:
            badge["url"] = links[token.activity_id]
        badges.setdefault(token.activity_id, badge)
    here = next((badge["element"] for badge in badges.values() if badge["kind"] in ("incident", "here")), None)
    focus = here or next(iter(badges), None)
    return {
        "xml": found.bpmn_xml,
        "badges": list(badges.values()),
        "taken": [*found.taken_flows, *found.completed_activities],
        "focus": focus,
    }
