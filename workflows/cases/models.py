"""What process instances are about: one case, however many organisations and instances work on it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from .stages import FINAL, Stage
from .visit_stages import VISIT_FINAL, VisitStage

# One column for every kind of case: a stage that two kinds share is listed once.
STAGES = [*Stage.choices, *(choice for choice in VisitStage.choices if choice[0] not in Stage.values)]
ENDS = sorted({*FINAL, *VISIT_FINAL})


class Case(models.Model):
    """One matter of one patient. `number` is also the business key of its instances and the correlation key of their messages."""

    class Kind(models.TextChoices):
        REFERRAL = "referral", _("Referral")
        VISIT = "visit", _("Outpatient visit")

    class Direction(models.TextChoices):
        UP = "up", _("Up-referral")
        DOWN = "down", _("Down-referral")

    class Urgency(models.TextChoices):
        ROUTINE = "routine", _("Routine")
        URGENT = "urgent", _("Urgent")
        EMERGENCY = "emergency", _("Emergency")

    number = models.CharField(_("number"), max_length=32, unique=True)
    kind = models.CharField(_("kind"), max_length=16, choices=Kind.choices, default=Kind.REFERRAL)
    direction = models.CharField(_("direction"), max_length=8, choices=Direction.choices, default=Direction.UP, blank=True)
    patient = models.ForeignKey("patients.Patient", on_delete=models.PROTECT, related_name="cases")
    from_organisation = models.ForeignKey("directory.Organisation", on_delete=models.PROTECT, related_name="cases_sent")
    to_organisation = models.ForeignKey(
        "directory.Organisation", on_delete=models.PROTECT, null=True, blank=True, related_name="cases_received"
    )
    to_department = models.CharField(_("department"), max_length=40, blank=True)
    stage = models.CharField(_("stage"), max_length=24, choices=STAGES, default=Stage.DRAFT)
    stage_at = models.DateTimeField()
    urgency = models.CharField(_("urgency"), max_length=16, choices=Urgency.choices, default=Urgency.ROUTINE)
    problem = models.CharField(_("problem"), max_length=240)
    call_back_phone = models.CharField(_("call-back phone"), max_length=32, blank=True)  # of the referring doctor, on the slip
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)
    # Of the page or the request that opened it: sent twice, it opens one referral. Scoped to the person by `opening_key`.
    opening_key = models.CharField(max_length=120, null=True, blank=True, unique=True, editable=False)

    class Meta:
        ordering = ["-opened_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(closed_at__isnull=True) | models.Q(stage__in=ENDS), name="case_closed_only_at_the_end"
            )
        ]
        indexes = [
            models.Index(fields=["from_organisation", "stage", "stage_at"], name="case_board_of_sender"),
            models.Index(fields=["to_organisation", "stage", "stage_at"], name="case_board_of_receiver"),
            models.Index(fields=["patient", "closed_at"], name="case_live_of_patient"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def is_live(self) -> bool:
        return self.closed_at is None

    @property
    def has_receiver(self) -> bool:
        """Whether an organisation other than the sender works on it now."""
        return self.instances.filter(role=CaseInstance.Side.RECEIVER, left_at=None).exists()

    @property
    def stage_label(self) -> str:
        """In the words of its own kind: the same stage may read differently for a referral and a visit."""
        return str((VisitStage if self.kind == Case.Kind.VISIT else Stage)(self.stage).label)


class CaseInstance(models.Model):
    """An instance that works on the case, and for which side."""

    class Side(models.TextChoices):
        SENDER = "sender", _("Sender")
        RECEIVER = "receiver", _("Receiver")

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="instances")
    instance_id = models.UUIDField(unique=True)
    organisation = models.ForeignKey("directory.Organisation", on_delete=models.PROTECT, related_name="+")
    role = models.CharField(_("side"), max_length=16, choices=Side.choices)
    attached_at = models.DateTimeField()
    # A receiver that answered with no: it goes on reading the case as it stood then, and nothing that came later.
    left_at = models.DateTimeField(null=True, blank=True)
    left_stage = models.CharField(max_length=24, choices=Stage.choices, blank=True)
    left_problem = models.CharField(max_length=240, blank=True)
    left_department = models.CharField(max_length=40, blank=True)
    left_urgency = models.CharField(max_length=16, blank=True)

    class Meta:
        ordering = ["attached_at", "id"]
        indexes = [models.Index(fields=["organisation", "case"], name="case_instance_of_organisation")]


class StageChange(models.Model):
    """One move of a case from stage to stage: the time spent in each is counted from these rows."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="stage_changes")
    from_stage = models.CharField(max_length=24, choices=STAGES)
    to_stage = models.CharField(max_length=24, choices=STAGES)
    at = models.DateTimeField()
    instance_id = models.UUIDField(null=True, blank=True)
    cause = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering = ["at", "id"]


class NumberSeries(models.Model):
    """The last case number of one organisation on one day: taken under a row lock, so no two cases share a number."""

    organisation = models.ForeignKey("directory.Organisation", on_delete=models.CASCADE, related_name="+")
    prefix = models.CharField(max_length=4, default="ZZ")  # each kind of case counts on its own
    on = models.DateField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "prefix", "on"], name="series_once_per_day")]
