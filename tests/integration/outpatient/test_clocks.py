"""What time does to a visit on real tables: a critical value climbs past who is absent, and waits are measured."""

from __future__ import annotations

from datetime import timedelta

from tests.integration.outpatient import steps
from workflows.directory.models import Absence
from workflows.escalation.models import Escalation
from workflows.families.outpatient.queries.figures import figures


def absent(user, organisation, clock, *usernames):
    for username in usernames:
        until = clock.now + timedelta(days=1)
        Absence.objects.create(
            user=user(username), organisation=organisation("yuanshan"), from_at=clock.now, until_at=until, recorded_at=clock.now
        )


def test_an_unacknowledged_critical_value_reaches_the_next_who_is_present(
    book, complete, work, clock, user, organisation, open_tasks
):
    # given a signed critical value, while nobody of the clinic itself is there
    number = book().case.number
    complete(number, "Task_check_in", "fang.ling", **steps.check_in(clock.now))
    complete(number, "Task_triage", "shen.jing", **steps.triage())
    complete(number, "Task_call_in", "jiang.nan")
    complete(number, "Task_consultation", "jiang.nan", **steps.consult("examine", laboratory_tests=["potassium"]))
    complete(number, "Task_take_sample", "hao.dong", **steps.sample(clock.now))
    complete(number, "Task_perform_laboratory", "hao.dong", result_value=6.9)
    checked = {"check_decision": "confirmed", "recheck_value": 6.9, "specimen_checked": True}
    complete(number, "Task_double_check", "kong.li", **checked)
    absent(user, organisation, clock, "shen.jing", "jiang.nan")

    # when the limit passes, and once more
    clock.advance(minutes=5)
    work()
    first = Escalation.objects.get()
    clock.advance(minutes=10)
    work()

    # then the head was told at once in their place, and nobody twice for one cause
    assert (first.level, first.groups) == (2, ["department_head@internal_medicine"])
    assert first.recipient_ids == [user("yu.ping").pk]
    assert Escalation.objects.count() == 3
    assert Escalation.objects.values("job_id").distinct().count() == 3
    assert open_tasks(number) == ["Task_acknowledge_critical"]


def test_waits_and_consultation_are_measured_from_the_history(book, complete, clock, actor_of):
    # given a visit whose parts took known times
    number = book().case.number
    came = clock.now
    clock.advance(minutes=12)
    complete(number, "Task_check_in", "fang.ling", **steps.check_in(came))
    clock.advance(minutes=6)
    complete(number, "Task_triage", "shen.jing", **steps.triage())
    clock.advance(minutes=45)
    complete(number, "Task_call_in", "jiang.nan")
    clock.advance(minutes=8)
    complete(number, "Task_consultation", "jiang.nan", **steps.consult("finish"))
    clock.advance(minutes=17)
    complete(number, "Task_pay", "yao.xin", amount_paid=10, payment_method="cash")
    complete(number, "Task_file_record", "zeng.wen", **steps.RECORD)

    # when
    since, until = came, clock.now + timedelta(seconds=1)
    found = figures(actor_of("gao.li"), since, until)

    # then
    minutes = {row.measure.key: row.median_minutes for row in found.rows if row.count}
    assert minutes == {"registering": 12, "triage": 6, "waiting": 45, "consultation": 8, "paying": 17}
    assert (found.visits, found.waiting_minutes, found.care_minutes) == (1, 80, 8)
    assert figures(actor_of("su.yan"), since, until).visits == 0
