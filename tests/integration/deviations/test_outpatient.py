"""The outpatient rules on a real visit: what the engine records is what they read."""

from __future__ import annotations

import pytest

from tests.integration.deviations.conftest import look  # noqa: F401  fixture
from tests.integration.outpatient import steps
from tests.integration.outpatient.conftest import book, clinics, complete, session, work  # noqa: F401  fixtures
from workflows.deviations.models import Deviation


@pytest.mark.parametrize(
    ("minutes", "found"),
    [(5, set()), (6, {("critical_value_unacknowledged", "righted")})],
    ids=["acknowledged in time", "acknowledged late"],
)
def test_a_critical_value_of_a_visit_that_goes_to_its_end(book, complete, clock, look, minutes, found):  # noqa: F811
    # given a visit whose potassium is critical, and is acknowledged after so many minutes
    number = book().case.number
    complete(number, "Task_check_in", "fang.ling", **steps.check_in(clock.now))
    complete(number, "Task_triage", "shen.jing", **steps.triage())
    complete(number, "Task_call_in", "jiang.nan", consulting_room="3")
    orders = {"laboratory_tests": ["potassium"], "radiology_tests": ["chest_film"], "order_note": ""}
    complete(number, "Task_consultation", "jiang.nan", **steps.consult("examine", **orders))
    complete(number, "Task_appoint_examination", "shao.bin", appointment_room="2", appointment_at=steps.moment(clock.now))
    complete(number, "Task_perform_radiology", "shao.bin", result_text="双肺未见异常", critical_finding=False)
    complete(number, "Task_take_sample", "hao.dong", **steps.sample(clock.now))
    complete(number, "Task_perform_laboratory", "hao.dong", result_value=2.5)
    checked = {"check_decision": "confirmed", "recheck_value": 2.5, "specimen_checked": True}
    complete(number, "Task_double_check", "kong.li", **checked)
    clock.advance(minutes=minutes)
    complete(number, "Task_acknowledge_critical", "shen.jing", **steps.acknowledge(clock.now, 2.5))
    treated = {"critical_measure": "静脉补钾", "critical_treated_at": steps.moment(clock.now)}
    complete(number, "Task_treat_critical", "jiang.nan", **treated)

    # when it goes on in order to its end
    complete(number, "Task_review_results", "jiang.nan", diagnosis="低钾血症", next_step="prescribe")
    complete(number, "Task_prescribe", "jiang.nan", **steps.PRESCRIPTION)
    complete(number, "Task_review_prescription", "ye.qiu", **steps.APPROVE)
    complete(number, "Task_pay", "yao.xin", amount_paid=113.5, payment_method="mobile")
    complete(number, "Task_dispense", "zhu.hai", **steps.FOUR_CHECKS)
    complete(number, "Task_file_record", "zeng.wen", **steps.RECORD)
    look()

    # then nothing but that is in the ledger
    assert set(Deviation.objects.values_list("rule", "status")) == found
