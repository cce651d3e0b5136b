"""Referrals on the real tables, and the ledger that looks at them."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.integration.referral.conftest import do, published, refer, work  # noqa: F401  fixtures
from tests.processes.referral import steps
from workflows.cases.models import Case


@pytest.fixture
def look() -> Callable[[], int]:
    """Evaluate everything that is due, until nothing is."""
    from workflows.deviations.evaluation import evaluate_due

    def look() -> int:
        total = 0
        while done := evaluate_due():
            total += done
        return total

    return look


@pytest.fixture
def slip(organisation):
    return {**steps.SLIP, "to_organisation_id": organisation("yuanshan").pk}


@pytest.fixture
def sent(refer, do, slip) -> Case:  # noqa: F811
    """A referral that waits for the hospital's decision."""
    opened = refer()
    do("su.yan", "Task_slip", slip)
    do("su.yan", "Task_consent", steps.CONSENT)
    do("he.jun", "Task_out_review", {"review_decision": "approve"})
    return opened.case


@pytest.fixture
def late(sent, clock, work, look):  # noqa: F811
    """A referral whose decision is late, and the deviation that says so."""
    from workflows.deviations.models import Deviation

    clock.advance(hours=25)
    work()
    look()
    return Deviation.objects.get(rule="acceptance_late")
