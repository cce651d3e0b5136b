from __future__ import annotations

import json
from dataclasses import replace

import pytest
from django.core import mail
from django.utils import translation

from engine.clock import real_now
from engine.commands.relay_outbox import relay_outbox
from engine.errors import NotFound
from engine.models.outbox import OutboxEntry
from engine.registry import OutboxItem
from workflows.notifications.channels import mail as mail_channel
from workflows.notifications.commands.mark_read import MarkRead, mark_read
from workflows.notifications.dispatch import DeliveryFailed, LeaseLost, deliver
from workflows.notifications.models import ChannelDelivery, Notification
from workflows.notifications.queries.bell import bell, unread_count
from workflows.notifications.queue import queue_notification
from workflows.notifications.texts import PARAMETERS, TEXTS, render


@pytest.fixture
def queued(user, organisation):
    """A notification for Chen Min and for the heads of the referral office, as the relay hands it over."""

    def queued(**changes) -> OutboxItem:
        values = {
            "key": "cause:1",
            "kind": "escalation",
            "text_key": "escalation.acceptance",
            "params": {"number": "ZZ20260302-HX0001", "level": 2},
            "organisation_id": organisation("yuanshan").pk,
            "user_ids": [user("chen.min").pk],
            "groups": ["referral_office_head@referral_office"],
            "link": "case:ZZ20260302-HX0001",
            **changes,
        }
        queue_notification(**values)
        entry = OutboxEntry.objects.get(key=f"notification:{values['key']}")
        return OutboxItem(entry.key, entry.kind, json.loads(entry.payload), 1)

    return queued


def test_it_reaches_everybody_once_however_often_it_is_delivered(queued, actor_of):
    # when
    item = queued()
    for _time in range(3):
        deliver(item)

    # then
    assert Notification.objects.count() == 2
    assert sorted(message.to[0] for message in mail.outbox) == ["chen.min@yuanshan.example", "zhao.lei@yuanshan.example"]
    assert ChannelDelivery.objects.count() == 4
    line = bell(actor_of("zhao.lei"))[0]
    assert (line.subject_kind, line.subject) == ("case", "ZZ20260302-HX0001")
    assert "level 2" in line.text


def test_who_lost_the_lease_between_two_recipients_sends_no_more(queued):
    # given a mail server so slow that the lease runs out after the first recipient
    leases = iter((True, True, False))
    item = replace(queued(), keep=lambda: next(leases))

    # when, then
    with pytest.raises(LeaseLost):
        deliver(item)
    assert len(mail.outbox) == 1


def test_the_relay_renews_its_lease_before_each_recipient(queued, monkeypatch):
    queued()
    untils = []

    def note(notification):
        untils.append(OutboxEntry.objects.get().lease_until)
        OutboxEntry.objects.update(lease_until=real_now())  # as if all of it had gone by

    monkeypatch.setattr(mail_channel.MAIL, "carry", note, raising=False)
    relay_outbox()
    assert len(untils) == 2
    assert all(until > real_now() for until in untils)


def test_the_same_cause_is_queued_once(queued):
    queued()
    queued()
    assert OutboxEntry.objects.count() == 1


def test_what_a_channel_could_not_carry_is_tried_again_and_nothing_else(queued, monkeypatch, actor_of):
    # given a mail server that is down for one of two recipients
    item = queued()
    carry = mail_channel.MAIL.carry

    def down(notification):
        if notification.recipient.username == "chen.min":
            raise ConnectionRefusedError
        carry(notification)

    monkeypatch.setattr(mail_channel.MAIL, "carry", down, raising=False)
    with pytest.raises(DeliveryFailed):
        deliver(item)
    assert [message.to[0] for message in mail.outbox] == ["zhao.lei@yuanshan.example"]
    assert unread_count(actor_of("chen.min")) == 1  # the bell does not wait for the mail

    # when it is back
    monkeypatch.setattr(mail_channel.MAIL, "carry", carry, raising=False)
    deliver(item)
    assert [message.to[0] for message in mail.outbox] == ["zhao.lei@yuanshan.example", "chen.min@yuanshan.example"]


def test_people_without_address_or_account_get_no_mail(queued, user):
    for username, change in (("chen.min", {"email": ""}), ("zhao.lei", {"is_active": False})):
        person = user(username)
        for name, value in change.items():
            setattr(person, name, value)
        person.save()
    deliver(queued())
    assert mail.outbox == []
    assert Notification.objects.count() == 1


def test_mail_is_in_the_persons_language_or_in_both(queued, user):
    person = user("chen.min")
    person.language = "en"
    person.save()
    deliver(queued())
    english, both = sorted(mail.outbox, key=lambda message: message.to)
    assert english.body.count("ZZ20260302-HX0001") == 1
    assert both.body.count("ZZ20260302-HX0001") == 2
    assert english.extra_headers["Message-ID"] != both.extra_headers["Message-ID"]


def test_no_parameter_can_carry_a_name(queued):
    with pytest.raises(ValueError, match="patient"):
        queued(params={"number": "1", "patient": "王秀英"})
    with pytest.raises(ValueError, match="text"):
        queued(text_key="Dear 王秀英")
    assert not {"name", "patient", "patient_name"} & PARAMETERS


@pytest.mark.parametrize("text_key", [*TEXTS, "of.a.later.release"])
@pytest.mark.parametrize("params", [{}, {"number": "ZZ1", "from_en": "A", "from_zh": "甲"}, {"number": "100%(x)s"}])
def test_every_text_can_be_rendered_in_both_languages(text_key, params):
    for language in ("en", "zh-hans"):
        with translation.override(language):
            assert render(text_key, params)


def test_one_marks_ones_own_as_read_and_nobody_elses(queued, actor_of):
    deliver(queued())
    others = Notification.objects.get(recipient__username="zhao.lei")
    with pytest.raises(NotFound):
        mark_read(MarkRead(actor_of("chen.min"), [others.pk]))
    assert mark_read(MarkRead(actor_of("chen.min"))) == 1
    assert unread_count(actor_of("chen.min")) == 0
    assert bell(actor_of("chen.min"))[0].is_read
    assert bell(actor_of("chen.min"), only_unread=True) == []
    assert unread_count(actor_of("zhao.lei")) == 1


def test_the_bell_is_empty_for_everybody_else(queued, actor_of):
    deliver(queued())
    assert bell(actor_of("dong.men")) == []
