"""Whom a missed limit reaches, level after level. People are found when a level fires, never when the chain is written."""

from __future__ import annotations

from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from .membership import Role
from .names import Named
from .organisation import CODE, Department, Organisation


class EscalationChain(Named):
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="escalation_chains")
    key = models.CharField(_("key"), max_length=64, validators=[CODE])

    class Meta:
        ordering = ["organisation__code", "key"]
        constraints = [models.UniqueConstraint(fields=["organisation", "key"], name="chain_key_once_per_organisation")]


class EscalationStep(models.Model):
    """One group to reach at one level; a level may name several."""

    chain = models.ForeignKey(EscalationChain, on_delete=models.CASCADE, related_name="steps")
    level = models.PositiveSmallIntegerField(_("level"), validators=[MinValueValidator(1)])
    role = models.CharField(_("role"), max_length=32, choices=Role.choices)
    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["chain_id", "level", "id"]
        constraints = [
            models.UniqueConstraint(fields=["chain", "level", "role", "department"], name="step_once_per_level"),
            models.CheckConstraint(condition=models.Q(level__gte=1), name="step_level_from_one"),
        ]

    @property
    def group(self) -> str:
        return f"{self.role}@{self.department.code}"
