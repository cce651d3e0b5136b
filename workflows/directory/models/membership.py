"""Who holds which role where and when; who stands in; who is on call."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from .organisation import Department, Organisation


class Role(models.TextChoices):
    COMMUNITY_DOCTOR = "community_doctor", _("Community doctor")
    COMMUNITY_HEAD = "community_head", _("Head of the community centre")
    REFERRAL_OFFICE = "referral_office", _("Referral office")
    REFERRAL_OFFICE_HEAD = "referral_office_head", _("Head of the referral office")
    DEPARTMENT_HEAD = "department_head", _("Department head")
    DOCTOR = "doctor", _("Doctor")
    NURSE = "nurse", _("Nurse")
    PHARMACIST = "pharmacist", _("Pharmacist")
    REGISTRAR = "registrar", _("Registrar")
    TRIAGE_NURSE = "triage_nurse", _("Triage nurse")
    LABORATORY_TECHNICIAN = "laboratory_technician", _("Laboratory technician")
    RADIOGRAPHER = "radiographer", _("Radiographer")
    REVIEW_PHARMACIST = "review_pharmacist", _("Review pharmacist")
    DISPENSER = "dispenser", _("Dispenser")
    CASHIER = "cashier", _("Cashier")
    RECORDS_OFFICER = "records_officer", _("Records officer")
    QUALITY_OFFICER = "quality_officer", _("Quality officer")
    PROCESS_DESIGNER = "process_designer", _("Process designer")
    OPERATOR = "operator", _("Operator")
    EXCHANGE_OFFICER = "exchange_officer", _("Exchange officer")
    ADMINISTRATOR = "administrator", _("Administrator")


class Membership(models.Model):
    """A role held in a department from `from_on` to `until_on`, both days included, in the organisation's zone."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="memberships")
    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(_("role"), max_length=32, choices=Role.choices)
    from_on = models.DateField(_("from"))
    until_on = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        ordering = ["department_id", "role", "user_id"]
        constraints = [
            models.UniqueConstraint(fields=["user", "department", "role", "from_on"], name="membership_once_per_day"),
            models.CheckConstraint(
                condition=models.Q(until_on__isnull=True) | models.Q(until_on__gte=models.F("from_on")),
                name="membership_ends_after_start",
            ),
        ]
        indexes = [models.Index(fields=["department", "role"], name="membership_by_group")]

    @property
    def group(self) -> str:
        return f"{self.role}@{self.department.code}"


class Absence(models.Model):
    """A person is away from one organisation: the substitute holds their groups there from `from_at` to before `until_at`."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="absences")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="absences")
    substitute = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="substitutions"
    )
    from_at = models.DateTimeField(_("from"))
    until_at = models.DateTimeField(_("until"))
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["from_at"]
        constraints = [
            models.CheckConstraint(condition=models.Q(until_at__gt=models.F("from_at")), name="absence_ends_after_start"),
            models.CheckConstraint(
                condition=models.Q(substitute__isnull=True) | ~models.Q(substitute=models.F("user")),
                name="absence_substitute_is_another",
            ),
        ]
        indexes = [models.Index(fields=["substitute", "until_at"], name="absence_by_substitute")]


class OnCall(models.Model):
    """Who answers for a role in a department during one duty, `until_at` excluded. On call goes before everybody else."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="on_call_duties")
    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="on_call_duties")
    role = models.CharField(_("role"), max_length=32, choices=Role.choices)
    from_at = models.DateTimeField(_("from"))
    until_at = models.DateTimeField(_("until"))

    class Meta:
        ordering = ["from_at"]
        verbose_name = _("on-call duty")
        constraints = [
            models.CheckConstraint(condition=models.Q(until_at__gt=models.F("from_at")), name="on_call_ends_after_start")
        ]
        indexes = [models.Index(fields=["department", "role", "until_at"], name="on_call_by_group")]
