"""Template tags of the shell: {% load carelane %}. What each gives is told at the top of templates/webui/base.html."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, cast

from django import template
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from engine import clock

from .. import words
from ..bundle import stylesheets

register = template.Library()


@register.simple_tag
def icon(name: str, css: str = "") -> SafeString:
    """A symbol of the bundled sprite; decorative, so the words beside it must say the same."""
    return format_html(
        '<svg class="icon {}" aria-hidden="true" viewBox="0 0 24 24"><use href="{}#{}"></use></svg>',
        css, static("webui/dist/icons.svg"), name,
    )  # fmt: skip


@register.simple_tag(takes_context=True)
def remaining(context: template.Context, due_at: datetime | None, soon_hours: float = 4) -> SafeString | str:
    """A chip with the time left in words; the exact time on hover and in print; kept current by the shell."""
    if due_at is None:
        return ""
    soon = timedelta(hours=soon_hours)
    stands = words.remaining(due_at, clock_now(context), soon)
    sign = {"over": "alarm", "soon": "schedule", "calm": "schedule"}[stands.state]
    exact = words.exact(due_at)
    return format_html(
        '<time class="chip {}" datetime="{}" data-remaining="{}" data-exact="{}" title="{}">{}<span>{}</span></time>',
        stands.state,
        due_at.isoformat(),
        int(soon.total_seconds()),
        exact,
        exact,
        icon(sign),
        stands.words,
    )


@register.simple_tag(takes_context=True)
def moment(context: template.Context, at: datetime | None, zone: str = "") -> SafeString | str:
    """A point in time, short, the exact one on hover and in print; in the reader's zone, or in `zone`, which is then named."""
    if at is None:
        return ""
    exact = words.exact(at, zone)
    return format_html(
        '<time datetime="{}" data-exact="{}" title="{}">{}</time>',
        at.isoformat(),
        exact,
        exact,
        words.short(at, clock_now(context), zone),
    )


@register.filter
def named(thing: Any) -> str:
    """The name in the reader's language of a person, organisation, department or any pair of `en` and `zh`."""
    if thing is None:
        return ""
    chinese = (get_language() or "en").startswith("zh")
    if isinstance(thing, dict):
        english, other = thing.get("en", ""), thing.get("zh", "")
    elif hasattr(thing, "name_en"):
        english, other = thing.name_en, thing.name_zh
    elif hasattr(thing, "en"):
        english, other = thing.en, thing.zh
    else:
        return str(thing)
    return (other or english if chinese else english or other) or getattr(thing, "username", "")


@register.filter
def initials(person: Any) -> str:
    """Two letters of a Latin name, the last two characters of a Chinese one."""
    name = named(person)
    parts = name.split()
    if name and ord(name[-1]) > 0x2E7F:
        return name[-2:]
    return "".join(part[0] for part in parts[:2]).upper()


@register.simple_tag(takes_context=True)
def bundle(context: template.Context, entry: str) -> SafeString:
    """The style sheet and module script of one bundle entry: shell, form, viewer, modeler."""
    nonce = getattr(context.get("request"), "csp_nonce", "")
    sheets = format_html_join("", '<link rel="stylesheet" href="{}">', ((static(sheet),) for sheet in stylesheets(entry)))
    script = format_html('<script type="module" src="{}" nonce="{}"></script>', static(f"webui/dist/{entry}.js"), nonce)
    return sheets + script


def clock_now(context: template.Context) -> datetime:
    """One `now` a page: a list of a hundred rows must not ask the clock a hundred times."""
    request = context.get("request")
    now = getattr(request, "_carelane_now", None)
    if now is None:
        now = clock.now()
        if request is not None:
            request._carelane_now = now
    return cast(datetime, now)
