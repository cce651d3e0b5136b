"""Escalation chains: whom a missed limit reaches, level after level."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages as notices
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from engine.errors import FormInvalid, NotFound
from webui.access import actor_of, permitted
from webui.field_errors import field_errors
from workflows.directory.commands.set_escalation_chain import SetEscalationChain, set_escalation_chain
from workflows.directory.models import EscalationChain, Organisation, Role

from .reading import chains_of, departments_with_people, managed_organisation, sent
from .views import frame

LABELS: Mapping[str, Any] = {
    "key": gettext_lazy("Key"),
    "name_zh": gettext_lazy("Chinese name"),
    "name_en": gettext_lazy("English name"),
    "levels": gettext_lazy("Levels"),
}
LEVELS, GROUPS = 5, 2  # offered without scripts; a chain that has more keeps them
# What the shipped models ask for. Other models may name other chains.
KNOWN_KEYS = ("referral_acceptance", "referral_arrival", "referral_outcome", "referral_review", "referral_follow_up")

Levels = list[list[tuple[str, str]]]  # of each level its groups: (role, department), "" where none is chosen


@require_http_methods(["GET", "POST"])
@permitted("manage_directory")
def new_chain(request: HttpRequest, organisation_id: int) -> HttpResponse:
    return _chain(request, managed_organisation(actor_of(request), organisation_id), None)


@require_http_methods(["GET", "POST"])
@permitted("manage_directory")
def edit_chain(request: HttpRequest, organisation_id: int, chain_id: int) -> HttpResponse:
    organisation = managed_organisation(actor_of(request), organisation_id)
    chain = next((one for one in chains_of(organisation) if one.pk == chain_id), None)
    if chain is None:
        raise NotFound(_("No such escalation chain is visible to you."))
    return _chain(request, organisation, chain)


def _chain(request: HttpRequest, organisation: Organisation, chain: EscalationChain | None) -> HttpResponse:
    values = {name: getattr(chain, name, "") for name in ("key", "name_zh", "name_en")}
    levels, refusal = _levels_of(chain), None
    if request.method == "POST":
        values = sent(request.POST, ("key", "name_zh", "name_en"))
        if chain is not None:
            values["key"] = chain.key
        levels = _sent_levels(request.POST)
        try:
            _save(request, organisation, chain, values, levels)
        except FormInvalid as error:
            refusal = error
        else:
            notices.success(request, _("The escalation chain is set. It counts from the next limit that passes."))
            return redirect("directory:departments", organisation_id=organisation.pk)
    context = {
        **frame(organisation, "departments"),
        "chain": chain,
        "values": values,
        "levels": _padded(levels),
        "errors": field_errors(refusal, LABELS),
        "roles": Role.choices,
        "departments": [(row.code, row.name) for row in departments_with_people(organisation) if row.is_active],
        "known_keys": [key for key in KNOWN_KEYS if not organisation.escalation_chains.filter(key=key).exists()],
    }
    return render(request, "webui/directory/chain_form.html", context, status=422 if refusal else 200)


def _save(
    request: HttpRequest, organisation: Organisation, chain: EscalationChain | None, values: Mapping[str, str], levels: Levels
) -> None:
    """Raises: FormInvalid."""
    if chain is None and organisation.escalation_chains.filter(key=values["key"]).exists():
        raise FormInvalid({"key": [_("Expected a key that is not taken yet.")]})
    if any(bool(role) != bool(department) for groups in levels for role, department in groups):
        raise FormInvalid({"levels": [_("Expected a role and its department together.")]})
    chosen = [[f"{role}@{department}" for role, department in groups if role] for groups in levels]
    filled = [groups for groups in chosen if groups]
    set_escalation_chain(
        SetEscalationChain(
            actor_of(request), organisation.pk, values["key"].strip(), values["name_en"], values["name_zh"], filled
        )
    )


def _levels_of(chain: EscalationChain | None) -> Levels:
    found: dict[int, list[tuple[str, str]]] = {}
    for step in chain.steps.all() if chain is not None else ():
        found.setdefault(step.level, []).append((step.role, step.department.code))
    return [groups for _level, groups in sorted(found.items())]


def _sent_levels(data: QueryDict) -> Levels:
    """The fields role-<level> and department-<level>, several of each."""
    levels = []
    for level in range(1, 21):
        roles, departments = data.getlist(f"role-{level}"), data.getlist(f"department-{level}")
        levels.append(list(zip(roles, departments, strict=False))[:20])
    return levels


def _padded(levels: Levels) -> Levels:
    """With empty places to fill in."""
    filled = [[group for group in groups if any(group)] for groups in levels]
    while filled and not filled[-1]:
        filled.pop()
    filled += [[]] * (max(LEVELS, len(filled) + 1) - len(filled))
    return [groups + [("", "")] * (max(GROUPS, len(groups) + 1) - len(groups)) for groups in filled]
