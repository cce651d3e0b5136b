"""Who explains a deviation and who judges it: refusals as carefully as successes."""

from __future__ import annotations

from io import BytesIO

import pytest
from openpyxl import load_workbook

from engine.actor import SYSTEM
from engine.errors import Conflict, FormInvalid, NotAuthorised, NotFound
from workflows.deviations.commands.give_verdict import GiveVerdict, give_verdict
from workflows.deviations.commands.record_variance import RecordVariance, record_variance
from workflows.deviations.export import ledger_workbook, neutral
from workflows.deviations.models import Variance, VerdictGiven
from workflows.deviations.queries.ledger import LedgerFilter, deviation, ledger, of_instance

REASON = {
    "code": "no_capacity",
    "source": "system",
    "nature": "negative",
    "is_controllable": True,
    "course": "continue",
    "reason": "The clinic was full",
}


def explain(actor, found, **changes):
    return record_variance(RecordVariance(actor, found.pk, **{**REASON, **changes}))


def test_the_officer_judges_and_judges_anew(late, actor_of, clock):
    # given a verdict of the hospital's quality officer
    officer = actor_of("gao.li")
    give_verdict(GiveVerdict(officer, late.pk, "unjustified", "Nobody was away", after=0))

    # when the officer learns more
    clock.advance(days=1)
    give_verdict(GiveVerdict(officer, late.pk, "justified", "The line was down", after=1))

    # then the second counts, and the first stays in the ledger
    late.refresh_from_db()
    assert late.verdict == "justified"
    kept = [(row.verdict, row.reason, row.by.username) for row in VerdictGiven.objects.order_by("pk")]
    assert kept == [("unjustified", "Nobody was away", "gao.li"), ("justified", "The line was down", "gao.li")]
    assert deviation(officer, late.pk).verdicts[-1].reason == "The line was down"


def test_two_officers_do_not_judge_past_each_other(late, actor_of):
    give_verdict(GiveVerdict(actor_of("gao.li"), late.pk, "justified", "The line was down", after=0))
    with pytest.raises(Conflict):
        give_verdict(GiveVerdict(actor_of("gao.li"), late.pk, "unjustified", "No reason", after=0))


@pytest.mark.parametrize(("verdict", "reason", "wrong"), [("maybe", "because", {"verdict"}), ("justified", " x ", {"reason"})])
def test_a_verdict_needs_a_word_and_a_reason(late, actor_of, verdict, reason, wrong):
    with pytest.raises(FormInvalid) as refusal:
        give_verdict(GiveVerdict(actor_of("gao.li"), late.pk, verdict, reason))
    assert set(refusal.value.field_errors) == wrong
    assert not VerdictGiven.objects.exists()


def test_a_colleague_who_takes_part_does_not_judge(late, actor_of):
    with pytest.raises(NotAuthorised):
        give_verdict(GiveVerdict(actor_of("chen.min"), late.pk, "justified", "It was busy"))


@pytest.mark.parametrize("outsider", ["su.yan", "he.jun", "tcm.office", "dong.men", "ma.ying"])
def test_outsiders_find_nothing(late, actor_of, outsider):
    # the referring doctor too: what the hospital did late stays the hospital's
    actor = actor_of(outsider)
    for act in (
        lambda: deviation(actor, late.pk),
        lambda: give_verdict(GiveVerdict(actor, late.pk, "justified", "It was busy")),
        lambda: explain(actor, late),
        lambda: of_instance(actor, late.instance_id),
    ):
        with pytest.raises(NotFound):
            act()
    assert ledger(actor, LedgerFilter()) == ([], 0)


def test_who_caused_it_does_not_judge_it(late, actor_of, user):
    late.caused_by = [user("gao.li").pk]
    late.save()
    officer = actor_of("gao.li")
    with pytest.raises(NotAuthorised):
        give_verdict(GiveVerdict(officer, late.pk, "justified", "It was me"))
    found = deviation(officer, late.pk)
    assert (found.may_judge, found.is_involved) == (False, True)


def test_who_gave_the_reason_does_not_judge_it(late, actor_of, user, department):
    from workflows.directory.models import Membership

    Membership.objects.create(
        user=user("gao.li"), department=department("yuanshan", "referral_office"), role="referral_office", from_on="2026-01-01"
    )
    officer = actor_of("gao.li")
    explain(officer, late)
    with pytest.raises(NotAuthorised):
        give_verdict(GiveVerdict(officer, late.pk, "justified", "It was busy"))


def test_the_system_judges_and_explains_nothing(late):
    with pytest.raises(NotAuthorised):
        give_verdict(GiveVerdict(SYSTEM, late.pk, "justified", "It was busy"))
    with pytest.raises(NotAuthorised):
        explain(SYSTEM, late)


def test_the_newest_reason_counts_and_earlier_ones_stay(late, actor_of):
    office = actor_of("chen.min")
    explain(office, late)
    explain(office, late, code="communication", reason="")
    codes = [row.code for row in deviation(actor_of("gao.li"), late.pk).variances]
    assert codes == ["no_capacity", "communication"]


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({"code": "bad"}, {"code"}),
        ({"source": ""}, {"source"}),
        ({"nature": "odd", "course": "stop"}, {"nature", "course"}),
        ({"is_controllable": None}, {"is_controllable"}),
        ({"code": "other", "reason": ""}, {"reason"}),
        ({"reason": "x" * 1001}, {"reason"}),
    ],
)
def test_a_reason_is_complete_or_refused(late, actor_of, changes, wrong):
    with pytest.raises(FormInvalid) as refusal:
        explain(actor_of("chen.min"), late, **changes)
    assert set(refusal.value.field_errors) == wrong
    assert not Variance.objects.exists()


def test_an_officer_who_takes_no_part_gives_no_reason(late, actor_of):
    with pytest.raises(NotAuthorised):
        explain(actor_of("gao.li"), late)


def test_lists_are_narrowed(late, actor_of, sent):
    officer = actor_of("gao.li")
    day = late.occurred_at.date()
    fits = [
        LedgerFilter(),
        LedgerFilter(rule="acceptance_late"),
        LedgerFilter(severity="medium", status="open", verdict="none"),
        LedgerFilter(organisation_id=late.organisation_id, number=sent.number[:6]),
        LedgerFilter(from_on=day, until_on=day),
    ]
    others = [
        LedgerFilter(rule="task_late"),
        LedgerFilter(severity="high"),
        LedgerFilter(status="righted"),
        LedgerFilter(verdict="justified"),
        LedgerFilter(organisation_id=late.organisation_id + 999),
        LedgerFilter(number="YY"),
        LedgerFilter(until_on=day.replace(day=1)),
    ]
    assert [ledger(officer, chosen)[1] for chosen in fits] == [1] * len(fits)
    assert [ledger(officer, chosen)[1] for chosen in others] == [0] * len(others)


def test_the_file_has_the_rows_of_the_list_and_no_name(late, actor_of):
    # given a reason that names the patient and begins like a formula
    patient = late.case.patient
    explain(actor_of("chen.min"), late, reason=f'=HYPERLINK("http://x","{patient.name}")')
    give_verdict(GiveVerdict(actor_of("gao.li"), late.pk, "justified", f"{patient.name_latin} came by herself"))

    # when it is taken away as a file
    sheet = load_workbook(BytesIO(ledger_workbook(actor_of("gao.li"), LedgerFilter()))).active
    rows = list(sheet.iter_rows(values_only=True))

    # then its row stands there, without the name, and nothing of it would run
    assert len(rows) == 2
    assert rows[1][0] == late.case.number
    text = " ".join(str(cell) for row in rows for cell in row)
    assert patient.name not in text
    assert patient.name_latin not in text
    assert not any(cell.data_type == "f" for row in sheet.iter_rows() for cell in row)
    assert "'=HYPERLINK" in text
    # and whoever sees no row gets none
    empty = load_workbook(BytesIO(ledger_workbook(actor_of("dong.men"), LedgerFilter()))).active
    assert empty.max_row == 1


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", " =1"])
def test_formulas_are_neutral(text):
    assert neutral(text).startswith("'")


def test_plain_text_stays_as_it_is():
    assert neutral("Su Yan: 3 days") == "Su Yan: 3 days"
    assert neutral("a\x00b") == "ab"
