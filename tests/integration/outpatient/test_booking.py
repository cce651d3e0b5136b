"""Slots: capacity, what is kept for primary care, one slot a patient, and nothing overbooked when many book at once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import OperationalError, connection

from engine.actor import SYSTEM
from engine.commands.cancel_instance import CancelInstance, cancel_instance
from engine.errors import Conflict, FormInvalid, InvalidState, NotAuthorised, NotFound
from tests.integration.outpatient import steps
from workflows.cases.models import Case
from workflows.families.outpatient.commands.book_visit import BookVisit, book_visit
from workflows.families.outpatient.commands.cancel_visit import CancelVisit, cancel_visit
from workflows.families.outpatient.commands.open_session import OpenSession, open_session
from workflows.families.outpatient.models import Booking
from workflows.patients.models import Patient


@pytest.fixture
def patients(region):
    return list(Patient.objects.filter(home_organisation__code="yuanshan").order_by("code"))


def test_a_full_session_is_refused_and_nothing_is_left_behind(book, session, patients):
    small = session(capacity=2, reserved=0)
    book(at=small, patient_id=patients[0].pk)
    book(at=small, patient_id=patients[1].pk)
    with pytest.raises(Conflict, match="full"):
        book(at=small, patient_id=patients[2].pk)
    assert Case.objects.filter(kind="visit").count() == 2


def test_kept_slots_are_for_primary_care_until_they_open(book, session, patients, clock):
    # given two slots of which one is kept until the beginning less an hour
    found = session()
    found = session(capacity=2, reserved=1, reserve_opens_at=found.starts_at - timedelta(hours=1))
    book(at=found, patient_id=patients[0].pk)

    # then the desk gets no more, and is told when it will
    with pytest.raises(Conflict, match="2026-03-03 07:00"):
        book(at=found, patient_id=patients[1].pk)
    # the desk may not take a kept one, the referral office may
    with pytest.raises(NotAuthorised):
        book(at=found, patient_id=patients[1].pk, is_reserved=True)
    kept = book("chen.min", at=found, patient_id=patients[1].pk, is_reserved=True, channel="primary_care")
    assert kept.booking.is_reserved
    assert Booking.objects.filter(session=found).count() == 2


def test_kept_slots_open_to_everybody_at_their_time(book, session, patients, clock):
    found = session()
    found = session(capacity=1, reserved=1, reserve_opens_at=found.starts_at - timedelta(hours=1))
    with pytest.raises(Conflict):
        book(at=found)
    clock.now = found.reserve_opens_at
    assert book(at=found).booking.number == 1


def test_a_patient_has_one_slot_in_a_session(book, session):
    found = session()
    book(at=found)
    with pytest.raises(Conflict, match="already"):
        book(at=found)


def test_a_cancelled_visit_gives_its_slot_back(book, session, actor_of, work):
    found = session(capacity=1, reserved=0)
    booked = book(at=found)
    cancel_visit(CancelVisit(actor_of("fang.ling"), booked.case.number, "The patient called"))
    work()
    booked.case.refresh_from_db()
    assert booked.case.stage == "cancelled"
    assert book(at=found).booking.number == 2


def test_a_visit_that_an_operator_cancels_gives_its_slot_back_too(book, session, work):
    found = session(capacity=1, reserved=0)
    booked = book(at=found)
    instance_id = booked.case.instances.get().instance_id
    cancel_instance(CancelInstance(SYSTEM, instance_id, "test"))
    assert book(at=found).booking.number == 2


def test_who_has_begun_is_not_cancelled_any_more(book, complete, actor_of, clock):
    number = book().case.number
    complete(number, "Task_check_in", "fang.ling", **steps.check_in(clock.now))
    complete(number, "Task_triage", "shen.jing", **steps.triage())
    complete(number, "Task_call_in", "jiang.nan")
    with pytest.raises(InvalidState):
        cancel_visit(CancelVisit(actor_of("fang.ling"), number, "too late"))


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [({"reason": "  "}, FormInvalid), ({"channel": "pigeon"}, FormInvalid), ({"is_walk_in": True}, InvalidState)],
)
def test_bad_input_is_refused(book, changes, refusal):
    with pytest.raises(refusal):
        book(**changes)


def test_a_closed_file_a_closed_session_and_one_that_is_over_are_refused(book, session, patients, clock):
    Patient.objects.filter(pk=patients[0].pk).update(status="closed")
    with pytest.raises(InvalidState, match="active file"):
        book()
    with pytest.raises(InvalidState, match="closed for booking"):
        book(at=session(is_closed=True), patient_id=patients[1].pk)
    over = session("cardiology")
    clock.now = over.ends_at
    with pytest.raises(InvalidState, match="not over"):
        book(at=over, patient_id=patients[1].pk)


def test_foreigners_and_other_roles_do_not_book(book, session):
    found = session()
    with pytest.raises(NotFound):
        book("su.yan", at=found)
    with pytest.raises(NotAuthorised):
        book("yao.xin", at=found)


def test_a_share_is_kept_and_rounded_up(clinics, actor_of, organisation, department):
    yuanshan, clinic = organisation("yuanshan"), department("yuanshan", "cardiology")
    command = OpenSession(actor_of("fang.ling"), yuanshan.pk, clinic.pk, "2026-03-05", "18:00", "20:00", 11)
    opened = open_session(command)
    assert opened.reserved == 4  # 30 % of 11, rounded up
    assert opened.starts_at - opened.reserve_opens_at == timedelta(hours=24)
    with pytest.raises(Conflict):
        open_session(command)
    for changes in ({"end": "17:00"}, {"on": "2026-02-30"}, {"on": "2026-03-01"}, {"capacity": 0}):
        values = {"on": "2026-03-06", "start": "18:00", "end": "20:00", "capacity": 5, **changes}
        with pytest.raises(FormInvalid):
            open_session(OpenSession(actor_of("fang.ling"), yuanshan.pk, clinic.pk, **values))


@pytest.mark.django_db(transaction=True)
def test_nothing_is_overbooked_when_many_book_at_once(session, patients, actor_of, clock):
    # given three slots and seven patients whose bookings begin together, on either database
    found, actor = session(capacity=3, reserved=0), actor_of("fang.ling")
    barrier = Barrier(len(patients))

    def book_one(patient: Patient) -> object:
        try:
            barrier.wait(timeout=20)
            return book_visit(BookVisit(actor, found.pk, patient.pk, "急"))
        except (Conflict, OperationalError) as refusal:  # SQLite may also say that it is busy
            return refusal
        finally:
            connection.close()

    # when
    with ThreadPoolExecutor(len(patients)) as pool:
        results = list(pool.map(book_one, patients))

    # then three have a slot of their own and nobody else left a trace
    taken = Booking.objects.filter(session=found)
    booked = [result for result in results if not isinstance(result, Exception)]
    assert len(booked) == taken.count() <= 3
    assert sorted(taken.values_list("number", flat=True)) == list(range(1, len(booked) + 1))
    assert Case.objects.filter(kind="visit").count() == len(booked)
    assert len(booked) == 3 or any(isinstance(result, OperationalError) for result in results)
