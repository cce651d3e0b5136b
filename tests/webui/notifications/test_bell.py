"""What stands under the bell: one's own lines, read and unread."""

from __future__ import annotations

from django.urls import reverse

from workflows.notifications.models import Notification


def test_the_office_is_told_of_a_new_referral_and_goes_there(signed_in, referral):
    # given a referral that reached the hospital
    referral.send()
    client = signed_in("chen.min")
    page = client.get(reverse("notifications")).content.decode()
    assert f"New referral {referral.number}" in page
    assert '<span class="badge">1</span>' in page

    # when the office opens the line
    line = Notification.objects.get(recipient__username="chen.min")
    answer = client.post(reverse("notification_open", args=[line.pk]))

    # then it is at the referral, and the line is read
    assert answer.url == reverse("referrals:case", args=[referral.number])
    assert '<span class="badge">' not in client.get(reverse("notifications")).content.decode()


def test_all_can_be_read_at_once(signed_in, referral):
    referral.send()
    client = signed_in("chen.min")
    client.post(reverse("notifications_read"))
    assert not Notification.objects.filter(recipient__username="chen.min", read_at=None).exists()


def test_nobody_opens_anothers_line(signed_in, referral):
    referral.send()
    line = Notification.objects.get(recipient__username="chen.min")
    assert signed_in("su.yan").post(reverse("notification_open", args=[line.pk])).status_code == 404
    assert not line.is_read


def test_no_names_of_patients_under_the_bell(signed_in, referral):
    referral.send()
    page = signed_in("chen.min").get(reverse("notifications")).content.decode()
    assert referral.patient.name_latin not in page


def test_a_number_that_no_line_can_have_is_no_address(signed_in, region):
    assert signed_in("su.yan").post(f"/notifications/{'9' * 25}/open/").status_code == 404
