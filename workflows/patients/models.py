"""Patients under one lifelong code, and who besides their home organisation may see them."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Patient(models.Model):
    """A person in care. Addresses of pages carry `id`, which says nothing about the person; never the code or a name."""

    class Sex(models.TextChoices):
        FEMALE = "female", _("Female")
        MALE = "male", _("Male")
        UNKNOWN = "unknown", _("Not stated")

    class Status(models.TextChoices):
        ACTIVE = "active", _("Active")
        CLOSED = "closed", _("Closed")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    code = models.CharField(_("lifelong code"), max_length=32, unique=True)
    name = models.CharField(_("name"), max_length=80)
    name_latin = models.CharField(_("name in Latin letters"), max_length=120, blank=True)
    sex = models.CharField(_("sex"), max_length=8, choices=Sex.choices)
    born_on = models.DateField(_("date of birth"))
    phone = models.CharField(_("phone"), max_length=32, blank=True)
    address = models.CharField(_("address"), max_length=240, blank=True)
    allergies = models.CharField(_("allergies"), max_length=400, blank=True)
    id_number = models.CharField(_("identity number"), max_length=32, blank=True)
    home_organisation = models.ForeignKey("directory.Organisation", on_delete=models.PROTECT, related_name="patients")
    status = models.CharField(_("status"), max_length=8, choices=Status.choices, default=Status.ACTIVE)
    registered_at = models.DateTimeField()
    registered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)
    closing_reason = models.CharField(_("reason of closing"), max_length=200, blank=True)

    class Meta:
        ordering = ["name", "code"]
        constraints = [
            models.UniqueConstraint(fields=["id_number"], condition=~models.Q(id_number=""), name="patient_once_per_id_number"),
        ]
        indexes = [
            models.Index(fields=["home_organisation", "name", "code"], name="patient_list"),
            models.Index(fields=["name"], name="patient_by_name"),
            models.Index(fields=["phone"], name="patient_by_phone"),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def masked_id_number(self) -> str:
        """The identity number as a page shows it: at most the last four characters, never more than a quarter of it."""
        shown = min(4, len(self.id_number) // 4)
        return "·" * 8 + self.id_number[len(self.id_number) - shown :] if self.id_number else ""


class PatientAccess(models.Model):
    """An organisation may see a patient from `from_at` to before `until_at` (none: until ended), for the stated reason."""

    class Reason(models.TextChoices):
        REFERRAL = "referral", _("Referral")
        CONSENT = "consent", _("Consent of the patient")
        EMERGENCY = "emergency", _("Emergency")

    organisation = models.ForeignKey("directory.Organisation", on_delete=models.PROTECT, related_name="patient_access")
    patient = models.ForeignKey(Patient, on_delete=models.CASCADE, related_name="access")
    reason = models.CharField(_("reason"), max_length=16, choices=Reason.choices)
    reference = models.CharField(_("reference"), max_length=64, blank=True, help_text=_("Number of the case that gave access"))
    from_at = models.DateTimeField(_("from"))
    until_at = models.DateTimeField(_("until"), null=True, blank=True)
    granted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["-from_at"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "patient", "reason", "reference"], name="access_once_per_reference"),
            models.CheckConstraint(
                condition=models.Q(until_at__isnull=True) | models.Q(until_at__gte=models.F("from_at")),
                name="access_ends_after_start",
            ),
        ]
        indexes = [models.Index(fields=["organisation", "patient"], name="access_by_organisation")]


class PatientCodeSeries(models.Model):
    """The last serial given out in one area: taken under a row lock, so no two patients share a code."""

    area_code = models.CharField(max_length=12, primary_key=True)
    last = models.PositiveIntegerField(default=0)
