"""Template tags for referrals: {% load referrals %}."""

from __future__ import annotations

from datetime import datetime, timedelta

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from webui import words
from webui.addresses import case_address
from webui.templatetags.carelane import clock_now
from workflows.cases.queries.case_lines import CaseLine

register = template.Library()


@register.filter
def case_url(case: CaseLine) -> str:
    """The page of a case, by what kind it is."""
    return case_address(case.number, is_visit=case.is_visit)


@register.simple_tag(takes_context=True)
def waited(context: template.Context, since: datetime) -> SafeString:
    """How long something has stood where it stands: "for 3 h", "just now"; the exact time on hover."""
    length = clock_now(context) - since
    text = _("for %(span)s") % {"span": words.span(length)} if length >= timedelta(minutes=1) else _("just now")
    return format_html('<time datetime="{}" title="{}">{}</time>', since.isoformat(), words.exact(since), text)
