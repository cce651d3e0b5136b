"""Template tags of the studio: states and findings by their code."""

from __future__ import annotations

from typing import Any

from django import template

from webui.studio.comparing import KINDS
from webui.studio.presenting import SEVERITIES, STATES

register = template.Library()


@register.inclusion_tag("webui/studio/chip.html")
def state_chip(state: str) -> dict[str, Any]:
    return _chip(STATES[state])


@register.inclusion_tag("webui/studio/chip.html")
def severity_chip(severity: str) -> dict[str, Any]:
    return _chip(SEVERITIES[severity])


@register.inclusion_tag("webui/studio/chip.html")
def change_chip(kind: str, count: int | None = None) -> dict[str, Any]:
    return {**_chip(KINDS[kind]), "count": count}


def _chip(parts: tuple[object, str, str]) -> dict[str, Any]:
    words, icon, colour = parts
    return {"words": words, "icon_name": icon, "colour": colour}
