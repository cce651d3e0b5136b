from __future__ import annotations

from uuid import uuid4

import pytest
from django.db import transaction

from engine.commands.deliver_message import DeliverMessage, deliver_message
from engine.errors import Conflict, FormInvalid, InvalidInput, InvalidState, NotAuthorised, NotFound
from engine.models import ProcessInstance
from engine.queries.user_task import user_task
from workflows.cases.models import Case, CaseInstance, NumberSeries
from workflows.cases.numbers import next_number
from workflows.patients.models import Patient


def test_it_makes_a_case_with_a_number_and_starts_the_senders_process(refer, user, patient):
    # when
    opened = refer()

    # then
    case = opened.case
    assert case.number == "ZZ20260302-HX0001"
    assert (case.stage, case.opened_by, case.patient) == ("draft", user("su.yan"), patient("hexi"))
    instance = ProcessInstance.objects.get(pk=opened.instance_id)
    assert (instance.business_key, instance.organisation_id) == (case.number, case.from_organisation_id)
    attached = CaseInstance.objects.get(case=case)
    assert (attached.instance_id, attached.role) == (opened.instance_id, "sender")
    assert len(opened.opened_user_tasks) == 1


def test_no_name_of_the_patient_enters_the_process(refer, patient):
    instance = ProcessInstance.objects.get(pk=refer().instance_id)
    found = patient("hexi")
    history = str(list(instance.history.values_list("events", flat=True)))
    for secret in (found.name, found.name_latin, found.phone):
        assert secret not in instance.state
        assert secret not in history
    assert found.code in instance.state


def test_what_the_case_sets_cannot_be_overwritten(refer, organisation):
    opened = refer(variables={"referral_number": "ZZ-forged", "from_organisation_id": 1, "to_organisation_id": 2})
    state = ProcessInstance.objects.get(pk=opened.instance_id).state
    assert "ZZ-forged" not in state


@pytest.mark.parametrize("name", ["business_key", "organisation_id", "starter_id"])
def test_what_the_engine_knows_of_the_instance_cannot_be_forged(refer, name):
    with pytest.raises(InvalidInput, match=name):
        refer(variables={name: 5})
    assert not Case.objects.exists()


def test_a_request_that_its_sender_did_not_send_opens_no_patient(refer, work, organisation):
    # given a referral that waits to be sent, and a request with its number from somebody else
    case = refer().case
    yuanshan = organisation("yuanshan")
    Case.objects.filter(pk=case.pk).update(to_organisation=yuanshan)
    for key, sender in (("by an unknown instance", uuid4()), ("by nobody", None)):
        deliver_message(
            DeliverMessage(
                key,
                "ReferralRequest",
                case.number,
                yuanshan.pk,
                sender_instance_id=sender,
                sender_organisation_id=case.from_organisation_id,
            )
        )
    work()

    # then the instances that it starts belong to no case
    assert ProcessInstance.objects.filter(business_key=case.number, organisation_id=yuanshan.pk).count() == 2
    assert not case.instances.filter(role=CaseInstance.Side.RECEIVER).exists()


def test_the_same_problem_is_not_referred_twice_unless_it_is_an_emergency(refer, patient):
    first = refer(problem="胸痛 待查").case
    with pytest.raises(Conflict) as refusal:
        refer(problem="  胸痛  待查 ")
    assert first.number in str(refusal.value)
    assert refer(problem="胸痛 待查", urgency="emergency").case.number == "ZZ20260302-HX0002"
    assert refer(problem="腹痛").case.number == "ZZ20260302-HX0003"


def test_a_refused_referral_uses_up_no_number(refer):
    refer()
    with pytest.raises(Conflict):
        refer()
    assert refer(problem="腹痛").case.number.endswith("0002")


def test_after_the_first_has_ended_the_problem_may_be_referred_again(refer):
    case = refer().case
    Case.objects.filter(pk=case.pk).update(stage="cancelled", closed_at=case.opened_at)
    assert refer().case.number != case.number


def test_numbers_count_per_organisation_and_per_local_day(organisation, clock):
    def number(code):
        with transaction.atomic():
            return next_number(organisation(code), clock.now)

    assert [number("hexi"), number("hexi"), number("baishi")] == ["ZZ20260302-HX0001", "ZZ20260302-HX0002", "ZZ20260302-BS0001"]
    clock.advance(hours=16)  # midnight in Shanghai
    assert number("hexi") == "ZZ20260303-HX0001"


def test_a_number_that_was_rolled_back_is_given_out_again(organisation, clock):
    with pytest.raises(RuntimeError), transaction.atomic():
        next_number(organisation("hexi"), clock.now)
        raise RuntimeError
    assert not NumberSeries.objects.exists()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"problem": " "}, "problem"),
        ({"problem": "x" * 241}, "problem"),
        ({"direction": "left"}, "direction"),
        ({"urgency": "asap"}, "urgency"),
    ],
)
def test_a_wrong_field_is_named(refer, changes, field):
    with pytest.raises(FormInvalid) as refusal:
        refer(**changes)
    assert list(refusal.value.field_errors) == [field]
    assert not Case.objects.exists()


def test_who_may_not(refer, patient):
    with pytest.raises(NotFound):  # not their organisation
        refer(by="dong.men")
    with pytest.raises(NotFound):  # their organisation, not their patient
        refer(by="dong.men", place="dongmen")
    with pytest.raises(NotAuthorised):  # quality officers start nothing
        refer(by="qin.bo")
    with pytest.raises(NotAuthorised):  # may start processes, but not this one
        refer(by="he.jun")
    assert not Case.objects.exists()
    assert not ProcessInstance.objects.exists()
    assert not NumberSeries.objects.exists()


def test_a_closed_file_is_not_referred(refer, patient):
    Patient.objects.filter(pk=patient("hexi").pk).update(status="closed")
    with pytest.raises(InvalidState):
        refer()


def test_recorded_allergies_go_into_the_process(refer, patient, actor_of):
    found = patient("hexi")
    found.allergies = "青霉素 Penicillin"
    found.save()
    opened = refer()
    detail = user_task(actor_of("su.yan"), opened.opened_user_tasks[0])
    assert detail.variables["recorded_allergies"] == "青霉素 Penicillin"


def test_the_same_request_twice_opens_one_referral_even_in_an_emergency(refer):
    first = refer(urgency="emergency", request_key="page-1")
    again = refer(urgency="emergency", request_key="page-1")
    assert (again.case, again.instance_id) == (first.case, first.instance_id)
    assert refer(urgency="emergency", request_key="page-2").case != first.case
    assert Case.objects.count() == 2
