from __future__ import annotations

from uuid import uuid4

import pytest

from engine.actor import SYSTEM, Actor
from engine.errors import NotFound
from workflows.cases.queries.case_lines import age_on, case_of_instances
from workflows.cases.queries.cases import cases_of_patient, find_cases, get_case
from workflows.cases.queries.referral_board import BoardFilter, referral_board


def cards(actor, board_filter=None) -> dict[str, list[str]]:
    return {column.key: [card.number for card in column.cards] for column in referral_board(actor, board_filter) if column.cards}


def test_both_sides_see_the_same_board(sent, actor_of):
    for username in ("su.yan", "he.jun", "chen.min", "lin.hao"):
        assert cards(actor_of(username)) == {"waiting": [sent.number]}
    card = next(column for column in referral_board(actor_of("chen.min")) if column.key == "waiting").cards[0]
    assert (card.is_sent, card.is_received, str(card.from_organisation)) == (False, True, "Hexi Community Health Centre")
    assert card.patient is not None
    assert card.patient.name == sent.patient.name


@pytest.mark.parametrize("outsider", ["dong.men", "tcm.office", "ma.ying"])
def test_outsiders_see_no_case(sent, actor_of, outsider):
    actor = actor_of(outsider)
    assert cards(actor) == {}
    assert cases_of_patient(actor, sent.patient_id) == []
    refusals = []
    for number in (sent.number, "ZZ20260302-HX9999"):
        with pytest.raises(NotFound) as refusal:
            get_case(actor, number)
        refusals.append(str(refusal.value))
    assert refusals[0] == refusals[1]
    assert case_of_instances(actor, sent.instances.values_list("instance_id", flat=True)) == {}


def test_a_draft_is_not_seen_by_whom_it_is_meant_for(refer, actor_of):
    case = refer().case
    assert cards(actor_of("chen.min")) == {}
    assert cards(actor_of("su.yan")) == {"preparing": [case.number]}


def test_operators_see_the_case_without_the_patient_and_the_complaint(sent, actor_of):
    view = get_case(actor_of("admin.ops"), sent.number)
    assert view.line.patient is None
    assert view.line.problem == ""
    assert get_case(actor_of("su.yan"), sent.number).line.problem == "胸痛待查"


def test_a_rejected_case_stays_readable_for_the_hospital_without_the_patient(sent, complete, actor_of):
    complete(sent.number, "decide", "chen.min", decision="reject")
    line = get_case(actor_of("chen.min"), sent.number).line
    assert (line.stage, line.patient) == ("rejected", None)


def test_the_most_urgent_and_the_longest_waiting_come_first(refer, actor_of, clock):
    routine = refer(problem="a").case.number
    clock.advance(minutes=1)
    later = refer(problem="b").case.number
    urgent = refer(problem="c", urgency="urgent").case.number
    emergency = refer(problem="d", urgency="emergency").case.number
    assert cards(actor_of("su.yan"))["preparing"] == [emergency, urgent, routine, later]


def test_filters(sent, refer, actor_of, organisation):
    refer(problem="腹痛", urgency="urgent")
    actor = actor_of("su.yan")
    assert cards(actor, BoardFilter(urgency="urgent")).keys() == {"preparing"}
    assert cards(actor, BoardFilter(search="胸痛")) == {"waiting": [sent.number]}
    assert cards(actor, BoardFilter(search=sent.number[:8].lower())).keys() == {"waiting", "preparing"}
    assert cards(actor, BoardFilter(side="received")) == {}
    assert cards(actor, BoardFilter(direction="down")) == {}
    assert cards(actor_of("chen.min"), BoardFilter(side="received")) == {"waiting": [sent.number]}
    assert cards(actor, BoardFilter(organisation_id=organisation("yuanshan").pk)) == {}
    assert cards(actor_of("admin.ops"), BoardFilter(organisation_id=organisation("yuanshan").pk)) == {"waiting": [sent.number]}


def test_search_finds_patients_by_name_only_for_those_who_may_see_them(sent, actor_of):
    name = sent.patient.name
    assert [line.number for line in find_cases(actor_of("chen.min"), name)] == [sent.number]
    assert [line.number for line in find_cases(actor_of("su.yan"), sent.number.lower())] == [sent.number]
    assert cards(actor_of("su.yan"), BoardFilter(search=sent.patient.code)) == {"waiting": [sent.number]}
    assert find_cases(actor_of("admin.ops"), name) == []  # sees the case, not the patient
    assert find_cases(actor_of("dong.men"), sent.number) == []
    assert find_cases(actor_of("su.yan"), "  ") == []


def test_totals_count_all_also_where_few_are_shown(refer, actor_of, django_assert_max_num_queries):
    for problem in "abc":
        refer(problem=problem)
    actor = actor_of("su.yan")
    with django_assert_max_num_queries(4):
        column = referral_board(actor, cards=2)[0]
    assert (column.total, len(column.cards)) == (3, 2)


def test_what_has_ended_stays_for_a_week(sent, complete, actor_of, clock):
    complete(sent.number, "decide", "chen.min", decision="accept")
    complete(sent.number, "follow_up", "su.yan")
    assert cards(actor_of("chen.min")) == {"ended": [sent.number]}
    clock.advance(days=7)
    assert cards(actor_of("chen.min")) == {}


def test_the_view_of_a_case(sent, actor_of, clock):
    view = get_case(actor_of("chen.min"), sent.number)
    assert (view.cva_0282, view.fhir_task_status, view.bser_status) == ("02", "requested", "created")
    assert [step.to_stage for step in view.stages] == ["sent"]
    # the sender's process is the sender's own
    assert view.instance_ids == (sent.instances.get(role="receiver").instance_id,)
    assert len(get_case(SYSTEM, sent.number).instance_ids) == 2


def test_instances_are_decorated_in_a_fixed_number_of_queries(sent, refer, actor_of, django_assert_num_queries):
    opened = [refer(problem=problem) for problem in "abcde"]
    actor = actor_of("su.yan")
    with django_assert_num_queries(3):
        found = case_of_instances(actor, [*(item.instance_id for item in opened), uuid4()])
    assert len(found) == 5
    line = found[opened[0].instance_id]
    assert (line.number, line.urgency, line.problem) == (opened[0].case.number, "routine", "a")
    assert line.patient is not None
    assert line.patient.age == age_on(opened[0].case.patient.born_on, sent.opened_at.date())


def test_cases_of_a_patient_newest_first(sent, refer, actor_of):
    newer = refer(problem="腹痛").case
    assert [line.number for line in cases_of_patient(actor_of("su.yan"), sent.patient_id)] == [newer.number, sent.number]
    assert cases_of_patient(Actor(id=None), sent.patient_id) == []


def test_ages():
    from datetime import date

    assert age_on(date(2000, 2, 29), date(2026, 2, 28)) == 25
    assert age_on(date(2000, 2, 29), date(2026, 3, 1)) == 26
    assert age_on(date(2026, 3, 1), date(2026, 3, 2)) == 0
