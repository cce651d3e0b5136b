"""Clinic sessions with their slots, who has one, and what an organisation keeps for primary care."""

from __future__ import annotations

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _


class BookingRule(models.Model):
    """The parameters of one organisation's booking. Without a row the defaults hold.

    Source: hospitals keep at least 30 % of their slots for primary care of their alliance [23]; when the rest of them opens
    to everybody is an own proposal, unsigned.
    """

    organisation = models.OneToOneField("directory.Organisation", on_delete=models.CASCADE, related_name="booking_rule")
    reserved_percent = models.PositiveSmallIntegerField(
        _("share kept for primary care, percent"), default=30, validators=[MaxValueValidator(100)]
    )
    reserve_opens_hours = models.PositiveSmallIntegerField(_("opens to everybody, hours before"), default=24)


class ClinicSession(models.Model):
    """Some hours of one clinic: `capacity` slots, of which `reserved` are kept for primary care until `reserve_opens_at`.

    Both are fixed when the session opens, so that a changed rule does not move slots that were promised.
    """

    organisation = models.ForeignKey("directory.Organisation", on_delete=models.PROTECT, related_name="clinic_sessions")
    department = models.ForeignKey("directory.Department", on_delete=models.PROTECT, related_name="clinic_sessions")
    doctor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    starts_at = models.DateTimeField(_("from"))
    ends_at = models.DateTimeField(_("until"))
    capacity = models.PositiveSmallIntegerField(_("slots"), validators=[MinValueValidator(1)])
    reserved = models.PositiveSmallIntegerField(_("kept for primary care"), default=0)
    reserve_opens_at = models.DateTimeField(_("opens to everybody"))
    is_closed = models.BooleanField(_("closed for booking"), default=False)
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    opened_at = models.DateTimeField()

    class Meta:
        ordering = ["starts_at", "department_id", "id"]
        constraints = [
            models.CheckConstraint(condition=models.Q(ends_at__gt=models.F("starts_at")), name="session_ends_after_start"),
            models.CheckConstraint(condition=models.Q(reserved__lte=models.F("capacity")), name="session_reserve_fits"),
            models.UniqueConstraint(
                fields=["department", "doctor", "starts_at"],
                condition=models.Q(doctor__isnull=False),
                name="session_once_per_doctor",
            ),
            models.UniqueConstraint(
                fields=["department", "starts_at"], condition=models.Q(doctor__isnull=True), name="session_once_per_clinic"
            ),
        ]
        indexes = [models.Index(fields=["organisation", "starts_at"], name="session_of_day")]


class Booking(models.Model):
    """One patient's slot. A cancelled one gives it back; the visit itself is the case."""

    class Channel(models.TextChoices):
        ON_SITE = "on_site", _("At the desk")
        PHONE = "phone", _("By phone")
        WEB = "web", _("On the web")
        PRIMARY_CARE = "primary_care", _("From primary care")

    session = models.ForeignKey(ClinicSession, on_delete=models.PROTECT, related_name="bookings")
    patient = models.ForeignKey("patients.Patient", on_delete=models.PROTECT, related_name="bookings")
    case = models.OneToOneField("cases.Case", on_delete=models.PROTECT, related_name="booking")
    number = models.PositiveSmallIntegerField(_("number"))
    channel = models.CharField(_("channel"), max_length=16, choices=Channel.choices)
    is_reserved = models.BooleanField(_("kept for primary care"), default=False)
    is_walk_in = models.BooleanField(_("walk-in"), default=False)
    booked_at = models.DateTimeField()
    booked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    cancelled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["session_id", "number"]
        constraints = [
            # The lock on the session decides first; this holds even where somebody writes rows by hand.
            models.UniqueConstraint(
                fields=["session", "patient"], condition=models.Q(cancelled_at__isnull=True), name="booking_once_per_session"
            ),
            models.UniqueConstraint(fields=["session", "number"], name="booking_number_once"),
        ]
