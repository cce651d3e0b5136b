"""Every address of the product and who may come there. Written by hand, by user name, independent of the code's own permissions.

A new route without an entry here fails `test_every_route_has_an_entry`. An entry says: who (a set of accounts of the
demonstration, or ANYBODY, SIGNED_IN), and by which method. `owners` says that its object is theirs, so that everybody else
who may come to such pages at all must get 404, in another alliance and in another organisation of the same one alike.
`body` is sent along, so that a refusal comes from the object and not from a missing field.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

ANYBODY = frozenset({"*"})
SIGNED_IN = frozenset({"signed in"})

SENDERS = frozenset({"su.yan", "he.jun", "dong.men"})
RECEIVERS = frozenset({"chen.min", "zhao.lei", "lin.hao", "wu.fang", "fang.ling"})
QUALITY = frozenset({"gao.li"})
CASHIERS = frozenset({"yao.xin"})
DESIGNERS = frozenset({"ma.ying"})
ADMINISTRATORS = frozenset({"admin.ops", "dong.admin"})  # of the directory; they operate as well
OPERATORS = ADMINISTRATORS | {"fan.rui"}
CLINICIANS = SENDERS | RECEIVERS
WORKERS = CLINICIANS | QUALITY | CASHIERS
HEADS = frozenset({"he.jun", "zhao.lei", "wu.fang"})
READERS = WORKERS | OPERATORS
VISIT_READERS = RECEIVERS | CASHIERS | QUALITY
BOOKERS = frozenset({"fang.ling", "chen.min", "zhao.lei"})
SESSION_OPENERS = frozenset({"fang.ling", "wu.fang"})
EVERYBODY = WORKERS | DESIGNERS | OPERATORS
REGISTRARS = CLINICIANS - {"wu.fang"}
FOREIGN = frozenset({"dong.men", "dong.admin"})


HEXI = frozenset({"su.yan", "he.jun", "admin.ops", "fan.rui"})  # who works for Hexi in some role
ONLY_HERS = frozenset({"su.yan"})
TAKING_PART = frozenset({"su.yan", "he.jun"})  # she started the errand, he heads her department
NOTHING: frozenset[str] = frozenset()


class Named(str):
    """In a body: the name of the object whose key goes there."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Route:
    who: frozenset[str]
    method: str = "GET"
    owners: frozenset[str] = NOTHING
    body: Mapping[str, Any] = field(default_factory=dict)


def get(who: frozenset[str], *, owners: frozenset[str] = NOTHING) -> tuple[Route, ...]:
    return (Route(who, "GET", owners),)


def post(who: frozenset[str], *, owners: frozenset[str] = NOTHING, **body: Any) -> tuple[Route, ...]:
    return (Route(who, "POST", owners, body),)


ROUTES: dict[str, tuple[Route, ...]] = {
    "favicon": get(ANYBODY),
    # sign-in and shell
    "home": get(SIGNED_IN),
    "set_language": post(ANYBODY),
    "account_login": (*get(ANYBODY), *post(ANYBODY)),
    "account_logout": (*get(ANYBODY), *post(ANYBODY)),
    "account_signup": get(ANYBODY),
    "account_inactive": get(ANYBODY),
    "account_change_password": (*get(SIGNED_IN), *post(SIGNED_IN)),
    "account_reauthenticate": (*get(SIGNED_IN), *post(SIGNED_IN)),
    "healthz": get(ANYBODY),
    "healthz_web": get(ANYBODY),
    "metrics": get(OPERATORS),
    "notifications": get(SIGNED_IN),
    "notifications_read": post(SIGNED_IN),
    "notification_open": post(SIGNED_IN, owners=ONLY_HERS),
    "search": (*get(SIGNED_IN), *post(SIGNED_IN, q="Canary")),
    # work
    "work:index": get(WORKERS),
    "work:rows": get(WORKERS),
    "work:task": get(WORKERS, owners=HEXI),
    "work:complete": post(WORKERS, owners=HEXI, version="1"),
    "work:claim": post(WORKERS, owners=HEXI, version="1"),
    "work:give_back": post(WORKERS, owners=HEXI, version="1"),
    "work:hand_over": post(WORKERS, owners=HEXI, version="1", person="1"),
    # patients, referrals, instances
    "patients:index": (*get(WORKERS), *post(WORKERS, q="Canary")),
    "patients:register": (*get(REGISTRARS), *post(REGISTRARS)),
    "patients:detail": get(WORKERS, owners=HEXI),
    # only community doctors start a referral there: to others the act does not exist
    "patients:refer": (*get(CLINICIANS, owners=HEXI), *post(CLINICIANS, owners=ONLY_HERS)),
    "referrals:index": (*get(WORKERS), *post(WORKERS, q="Canary")),
    "referrals:case": get(WORKERS, owners=HEXI),
    "referrals:cancel": post(CLINICIANS, owners=HEXI, reason="test"),
    # the clinics: every object here is of Hexi, where nobody of these works; owners and colleagues in tests/webui/outpatient
    "outpatient:index": get(VISIT_READERS),
    "outpatient:figures": get(VISIT_READERS),
    "outpatient:sessions": get(VISIT_READERS),
    "outpatient:open_session": post(SESSION_OPENERS, owners=HEXI, organisation=Named("organisation_id")),
    "outpatient:booking_rule": post(SESSION_OPENERS, owners=HEXI, organisation=Named("organisation_id")),
    "outpatient:close_session": post(SESSION_OPENERS, owners=HEXI),
    "outpatient:book": (*get(BOOKERS, owners=HEXI), *post(BOOKERS, owners=HEXI)),
    "outpatient:visit": get(VISIT_READERS, owners=HEXI),
    "outpatient:cancel": post(CLINICIANS & VISIT_READERS, owners=HEXI, reason="test"),
    "instances:detail": get(READERS, owners=HEXI),
    "instances:operate": post(OPERATORS, owners=HEXI, reason="test"),
    "instances:decide_skip": post(OPERATORS, owners=HEXI, reason="test"),
    "instances:variance": post(WORKERS, owners=TAKING_PART),
    "instances:cancel": post(READERS, owners=HEXI, reason="test"),
    # processes: models belong to the whole installation
    "studio:index": get(DESIGNERS),
    "studio:new": post(DESIGNERS),
    "studio:upload": post(DESIGNERS),
    "studio:detail": get(DESIGNERS),
    "studio:file": get(DESIGNERS),
    "studio:upload_revision": post(DESIGNERS),
    "studio:edit": get(DESIGNERS),
    "studio:save": post(DESIGNERS),
    "studio:check": post(DESIGNERS),
    "studio:submit": post(DESIGNERS),
    "studio:publish": post(DESIGNERS),
    "studio:return": post(DESIGNERS),
    "studio:retire": post(DESIGNERS),
    "studio:rehearse": post(DESIGNERS),
    # what departed from the models: quality officers judge, those who take part explain. Nobody at Hexi is one
    "deviations:index": get(QUALITY),
    "deviations:export": get(QUALITY),
    "deviations:one": get(QUALITY, owners=HEXI),
    "deviations:judge": post(QUALITY, owners=HEXI, verdict="justified", reason="test"),
    # operations and directory
    "operations:index": get(OPERATORS),
    "operations:incident": (*get(OPERATORS, owners=HEXI), *post(OPERATORS, owners=HEXI)),
    "operations:instances": get(OPERATORS),
    "operations:incident_of": get(OPERATORS, owners=HEXI),
    "operations:resolve": post(OPERATORS, owners=HEXI, reason="test"),
    "operations:definitions": get(OPERATORS),
    "operations:definition": get(OPERATORS),  # models belong to the whole installation; counts are of one's own organisations
    "operations:migrate": get(OPERATORS),
    "operations:rule": post(OPERATORS, owners=HEXI, organisation=Named("organisation_id"), reason="test"),
    "operations:bulk_index": get(OPERATORS),
    "operations:bulk_new": (*get(OPERATORS), *post(OPERATORS)),
    "operations:bulk": get(OPERATORS, owners=HEXI),
    "operations:bulk_decide": post(OPERATORS, owners=HEXI),
    "operations:timers": get(OPERATORS),
    "operations:jobs": get(OPERATORS),
    "operations:messages": get(OPERATORS),
    "operations:advance_clock": post(OPERATORS),
    "directory:index": get(ADMINISTRATORS),
    "directory:staff": get(ADMINISTRATORS, owners=HEXI),
    "directory:departments": get(ADMINISTRATORS, owners=HEXI),
    "directory:calendars": (*get(ADMINISTRATORS, owners=HEXI), *post(ADMINISTRATORS, owners=HEXI)),
    "directory:calendar": (*get(ADMINISTRATORS, owners=HEXI), *post(ADMINISTRATORS, owners=HEXI)),
    "directory:calendar_days": post(ADMINISTRATORS, owners=HEXI),
    "directory:confirm_calendar": post(ADMINISTRATORS, owners=HEXI),
    "directory:new_organisation": (*get(ADMINISTRATORS), *post(ADMINISTRATORS)),
    "directory:edit_organisation": (*get(ADMINISTRATORS, owners=HEXI), *post(ADMINISTRATORS, owners=HEXI)),
    "directory:new_department": (*get(ADMINISTRATORS, owners=HEXI), *post(ADMINISTRATORS, owners=HEXI)),
    "directory:edit_department": (*get(ADMINISTRATORS, owners=HEXI), *post(ADMINISTRATORS, owners=HEXI)),
    "directory:new_chain": (*get(ADMINISTRATORS, owners=HEXI), *post(ADMINISTRATORS, owners=HEXI)),
    "directory:edit_chain": (*get(ADMINISTRATORS, owners=HEXI), *post(ADMINISTRATORS, owners=HEXI)),
    "directory:edit_person": (*get(ADMINISTRATORS, owners=HEXI), *post(ADMINISTRATORS, owners=HEXI)),
    "directory:changes": get(ADMINISTRATORS, owners=HEXI),
    "directory:new_person": (*get(ADMINISTRATORS, owners=HEXI), *post(ADMINISTRATORS, owners=HEXI)),
    "directory:new_role": (*get(ADMINISTRATORS, owners=HEXI), *post(ADMINISTRATORS, owners=HEXI)),
    "directory:end_role": (*get(ADMINISTRATORS, owners=HEXI), *post(ADMINISTRATORS, owners=HEXI)),
    "directory:absences": (*get(ADMINISTRATORS, owners=HEXI), *post(ADMINISTRATORS, owners=HEXI)),
    "directory:close_organisation": (*get(ADMINISTRATORS, owners=HEXI), *post(ADMINISTRATORS, owners=HEXI)),
    "directory:on_call": (*get(ADMINISTRATORS, owners=HEXI), *post(ADMINISTRATORS, owners=HEXI)),
    "directory:end_on_call": post(ADMINISTRATORS, owners=HEXI),
    "directory:end_absence": post(ADMINISTRATORS, owners=HEXI),
    # the API
    "api:schema": get(EVERYBODY),
    "api:docs": get(SIGNED_IN),
    "api:token_page": (*get(SIGNED_IN), *post(SIGNED_IN)),
    "api:token_revoke": post(SIGNED_IN, owners=ONLY_HERS),
    "api:me": get(EVERYBODY),
    "api:tokens": (*get(EVERYBODY), *post(EVERYBODY)),
    "api:token": (Route(EVERYBODY, "DELETE", owners=ONLY_HERS),),
    "api:processes": get(EVERYBODY),
    "api:instances": (*get(READERS), *post(CLINICIANS)),
    "api:instance": get(READERS, owners=HEXI),
    "api:instance_history": get(READERS, owners=HEXI),
    "api:instance_variables": (*get(WORKERS, owners=HEXI), *post(OPERATORS, owners=HEXI, reason="test", variables={"a": 1})),
    "api:instance_cancel": post(READERS, owners=HEXI, reason="test"),
    "api:instance_suspension": post(OPERATORS, owners=HEXI, reason="test"),
    "api:instance_resumption": post(OPERATORS, owners=HEXI, reason="test"),
    "api:instance_tokens": (*get(OPERATORS, owners=HEXI), *post(OPERATORS, owners=HEXI, reason="test", activity_id="x")),
    "api:token_move": post(OPERATORS, owners=HEXI, reason="test", activity_id="x"),
    "api:token_cancel": post(OPERATORS, owners=HEXI, reason="test"),
    "api:user_tasks": get(WORKERS),
    "api:user_task": get(READERS, owners=HEXI),
    "api:user_task_claim": post(WORKERS, owners=HEXI),
    "api:user_task_unclaim": post(WORKERS, owners=HEXI),
    "api:user_task_assign": post(HEADS, owners=HEXI, assignee=1),
    "api:user_task_delegate": post(WORKERS, owners=HEXI, delegate=1),
    "api:user_task_complete": post(WORKERS, owners=HEXI, expected_version=1),
    "api:patients": (*get(WORKERS), *post(REGISTRARS)),
    "api:patient_search": post(WORKERS, words="Canary"),
    "api:patient": get(WORKERS, owners=HEXI),
    "api:referrals": (*get(READERS), *post(CLINICIANS)),
    "api:referral_search": post(READERS, words="Canary"),
    "api:referral": get(READERS, owners=HEXI),
    "api:referral_cancel": post(CLINICIANS | OPERATORS, owners=HEXI, reason="test"),
    "api:deviations": get(QUALITY),
    "api:deviation": get(READERS, owners=TAKING_PART),
    "api:deviation_verdict": post(QUALITY, owners=HEXI, verdict="justified", reason="test"),
    "api:deviation_variance": post(
        WORKERS,
        owners=TAKING_PART,
        code="other",
        reason_source="staff",
        nature="negative",
        is_controllable=True,
        course="continue",
    ),
    "api:deployments": (*get(DESIGNERS | OPERATORS), *post(DESIGNERS)),
    "api:deployment_inspection": post(DESIGNERS | OPERATORS),
    "api:expression_evaluation": post(DESIGNERS | OPERATORS, expression="1 + 1"),
    "api:decision_evaluation": post(DESIGNERS | OPERATORS),
    "api:decision_check": post(DESIGNERS | OPERATORS),
    "api:deployment": get(DESIGNERS | OPERATORS),
    "api:deployment_submission": post(DESIGNERS),
    "api:deployment_publication": post(DESIGNERS),
    "api:deployment_return": post(DESIGNERS),
    "api:deployment_rehearsal": (*get(DESIGNERS | OPERATORS), *post(DESIGNERS)),
    "api:deployment_retirement": post(DESIGNERS),
    "api:incidents": get(OPERATORS),
    "api:incident_retry": post(OPERATORS, owners=HEXI),
    "api:incident_resolution": post(OPERATORS, owners=HEXI, reason="test"),
    "api:process_versions": get(OPERATORS),
    "api:process_version_rules": post(OPERATORS, owners=HEXI, act="pin", organisation=Named("organisation_id"), reason="test"),
    "api:instance_migration": post(OPERATORS, owners=HEXI, reason="test", definition_id=Named("row_id")),
    "api:token_skip": post(OPERATORS, owners=HEXI, reason="test"),
    "api:skip_requests": get(OPERATORS),
    "api:skip_decision": post(OPERATORS, owners=HEXI, decision="refuse", note="test"),
    "api:bulk_operations": (*get(OPERATORS), *post(OPERATORS)),
    "api:bulk_operation": get(OPERATORS, owners=HEXI),
    "api:bulk_operation_items": get(OPERATORS, owners=HEXI),
    "api:bulk_operation_decision": post(OPERATORS, owners=HEXI, decision="stop"),
    "api:timers": get(OPERATORS),
    "api:jobs": get(OPERATORS),
    "api:messages": (*get(OPERATORS), *post(OPERATORS)),
    "api:demo_clock": (*get(EVERYBODY), *post(OPERATORS)),
    "api:organisations": get(EVERYBODY),
    "api:departments": get(EVERYBODY),  # names of departments are public to everybody who works somewhere
    "api:staff": get(EVERYBODY, owners=HEXI),
    "api:destinations": get(WORKERS, owners=HEXI),
}
