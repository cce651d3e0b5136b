"""One visit through all roles on real tables."""

from __future__ import annotations

import pytest

from engine.errors import NotAuthorised
from engine.models import ProcessInstance
from tests.integration.outpatient import steps
from workflows.cases.models import Case
from workflows.notifications.models import Notification


def test_booked_examined_critical_treated_prescribed_paid_dispensed_filed(book, complete, open_tasks, clock):
    # given a booked patient who has come
    number = book().case.number
    assert number == "MZ20260302-YS0001"
    complete(number, "Task_check_in", "fang.ling", **steps.check_in(clock.now))
    clock.advance(minutes=6)
    complete(number, "Task_triage", "shen.jing", **steps.triage())
    clock.advance(minutes=40)
    complete(number, "Task_call_in", "jiang.nan", consulting_room="3")
    clock.advance(minutes=9)

    # when the doctor orders two examinations
    orders = {"laboratory_tests": ["potassium"], "radiology_tests": ["chest_film"], "order_note": ""}
    complete(number, "Task_consultation", "jiang.nan", **steps.consult("examine", **orders))
    assert open_tasks(number) == ["Task_appoint_examination", "Task_take_sample"]
    complete(number, "Task_appoint_examination", "shao.bin", appointment_room="2", appointment_at=steps.moment(clock.now))
    complete(number, "Task_perform_radiology", "shao.bin", result_text="双肺未见异常", critical_finding=False)
    complete(number, "Task_take_sample", "hao.dong", **steps.sample(clock.now))
    complete(number, "Task_perform_laboratory", "hao.dong", result_value=2.5)

    # then a critical value is signed by a second person, received and treated
    assert open_tasks(number) == ["Task_double_check"]
    checked = {"check_decision": "confirmed", "recheck_value": 2.5, "specimen_checked": True}
    with pytest.raises(NotAuthorised):
        complete(number, "Task_double_check", "hao.dong", **checked)
    complete(number, "Task_double_check", "kong.li", **checked)
    told = Notification.objects.filter(text_key="visit.critical_value").values_list("recipient__username", flat=True)
    assert set(told) == {"jiang.nan", "shen.jing"}
    complete(number, "Task_acknowledge_critical", "shen.jing", **steps.acknowledge(clock.now, 2.5))
    treated = {"critical_measure": "静脉补钾", "critical_treated_at": steps.moment(clock.now)}
    complete(number, "Task_treat_critical", "jiang.nan", **treated)

    # and the results are back with the doctor, who prescribes
    assert open_tasks(number) == ["Task_review_results"]
    complete(number, "Task_review_results", "jiang.nan", diagnosis="低钾血症", next_step="prescribe")
    complete(number, "Task_prescribe", "jiang.nan", **steps.PRESCRIPTION)
    complete(number, "Task_review_prescription", "ye.qiu", **steps.APPROVE)

    # one payment, dispensing, filing
    paid = {"amount_paid": 113.5, "payment_method": "mobile"}  # 10 + 12 + 55 + 36.5
    complete(number, "Task_pay", "yao.xin", **paid)
    complete(number, "Task_dispense", "zhu.hai", **steps.FOUR_CHECKS)
    complete(number, "Task_file_record", "zeng.wen", **steps.RECORD)
    case = Case.objects.get(number=number)
    assert (case.stage, case.is_live) == ("closed", False)
    assert ProcessInstance.objects.get(business_key=number).status == "completed"
    stages = list(case.stage_changes.values_list("to_stage", flat=True))
    assert stages == [
        "waiting_triage",
        "waiting_doctor",
        "in_visit",
        "at_examination",
        "in_visit",
        "at_pharmacy",
        "at_payment",
        "at_records",
        "closed",
    ]
