"""The deviation ledger: what was found, what clinicians say about it, how the quality officer judges it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from workflows.directory.models import Role


class Severity(models.TextChoices):
    LOW = "low", pgettext_lazy("severity", "Low")
    MEDIUM = "medium", pgettext_lazy("severity", "Medium")
    HIGH = "high", pgettext_lazy("severity", "High")


class Deviation(models.Model):
    """One finding of one rule in one instance. Never deleted: what is put right keeps its row and says when."""

    class Status(models.TextChoices):
        OPEN = "open", pgettext_lazy("deviation", "Still open")
        RIGHTED = "righted", pgettext_lazy("deviation", "Put right")
        LASTING = "lasting", pgettext_lazy("deviation", "Cannot be undone")

    class Verdict(models.TextChoices):
        JUSTIFIED = "justified", _("Justified")
        UNJUSTIFIED = "unjustified", _("Unjustified")

    rule = models.CharField(_("rule"), max_length=60)
    cause_key = models.CharField(max_length=255, unique=True)  # instance, rule and cause: one cause, one finding
    process_key = models.CharField(max_length=200)
    instance_id = models.UUIDField(db_index=True)
    activity_id = models.CharField(max_length=200, blank=True)
    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, null=True, related_name="deviations")
    about_case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, null=True, related_name="+")
    organisation = models.ForeignKey("directory.Organisation", on_delete=models.PROTECT, related_name="+")
    severity = models.CharField(_("severity"), max_length=8, choices=Severity.choices)
    responsible_role = models.CharField(_("responsible"), max_length=40, choices=Role.choices)
    evidence = models.JSONField(default=list)  # numbers of events of the instance
    parameters = models.JSONField(default=list)  # what was measured with: name, value, source, signed
    caused_by = models.JSONField(default=list)  # ids of the people of the evidence: they do not judge it
    occurred_at = models.DateTimeField(_("since"))
    found_at = models.DateTimeField()
    resolved_at = models.DateTimeField(null=True)
    status = models.CharField(_("state"), max_length=8, choices=Status.choices, default=Status.OPEN)
    verdict = models.CharField(_("verdict"), max_length=12, choices=Verdict.choices, blank=True)  # the last one given

    class Meta:
        ordering = ["-occurred_at", "-id"]
        indexes = [
            models.Index(fields=["organisation", "-occurred_at"], name="deviation_of_organisation"),
            models.Index(fields=["organisation", "rule", "-occurred_at"], name="deviation_of_rule"),
            models.Index(fields=["organisation", "status", "verdict"], name="deviation_unjudged"),
        ]

    def __str__(self) -> str:
        return self.cause_key


class Variance(models.Model):
    """A clinician's coded reason. Rows are only added; the newest one counts."""

    class Code(models.TextChoices):
        EARLY_DISCHARGE = "early_discharge", _("Early discharge")
        COMPLICATION = "complication", _("Complication")
        RESISTANCE = "resistance", _("Drug resistance")
        ABNORMAL_EXAM = "abnormal_exam", _("Abnormal examination")
        PATIENT_REASON = "patient_reason", _("The patient's own reason")
        DIAGNOSIS_CHANGE = "diagnosis_change", _("Change of diagnosis")
        NO_CAPACITY = "no_capacity", _("No bed, slot or staff")
        EQUIPMENT = "equipment", _("Equipment or system failed")
        COMMUNICATION = "communication", _("Message or person not reached")
        OTHER = "other", _("Other")

    class Source(models.TextChoices):
        PATIENT = "patient", pgettext_lazy("variance source", "Patient")
        STAFF = "staff", pgettext_lazy("variance source", "Staff")
        SYSTEM = "system", pgettext_lazy("variance source", "System")
        EXTERNAL = "external", pgettext_lazy("variance source", "External")

    class Nature(models.TextChoices):
        POSITIVE = "positive", pgettext_lazy("variance nature", "Positive")
        NEGATIVE = "negative", pgettext_lazy("variance nature", "Negative")

    class Course(models.TextChoices):
        CONTINUE = "continue", pgettext_lazy("variance course", "Continue")
        EXIT = "exit", pgettext_lazy("variance course", "Exit")

    deviation = models.ForeignKey(Deviation, on_delete=models.PROTECT, related_name="variances")
    code = models.CharField(_("reason code"), max_length=20, choices=Code.choices)
    source = models.CharField(_("source"), max_length=10, choices=Source.choices)
    nature = models.CharField(_("nature"), max_length=10, choices=Nature.choices)
    is_controllable = models.BooleanField(_("controllable"))
    course = models.CharField(_("course"), max_length=10, choices=Course.choices)
    reason = models.TextField(_("reason"), max_length=1000)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "id"]


class VerdictGiven(models.Model):
    """A quality officer's judgement. A second one takes the first one's place; both rows stay."""

    deviation = models.ForeignKey(Deviation, on_delete=models.PROTECT, related_name="verdicts")
    verdict = models.CharField(max_length=12, choices=Deviation.Verdict.choices)
    reason = models.TextField(_("reason"), max_length=1000)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "id"]


class Watch(models.Model):
    """When an instance is to be looked at: now, after an event, or at the moment of its next limit. One row an instance.

    Read by its due moment alone, as timers are: nothing ever walks through instances.
    """

    instance_id = models.UUIDField(primary_key=True)
    due_at = models.DateTimeField(db_index=True)
    is_changed = models.BooleanField(default=True)  # by an event: what it tells of the patient may concern other processes
    retry_at = models.DateTimeField(null=True)  # real time: an evaluation that failed must not hold up its neighbours
    failures = models.PositiveSmallIntegerField(default=0)


class PatientFact(models.Model):
    """That a patient was admitted, or died, as the history of one of the patient's cases told it first."""

    patient = models.ForeignKey("patients.Patient", on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=16)  # admitted, died
    case = models.ForeignKey("cases.Case", on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["patient", "kind", "case"], name="patient_fact_once_per_case")]
