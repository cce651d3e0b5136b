"""Alliances of care, their organisations, and the departments of each."""

from __future__ import annotations

import zoneinfo
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from .names import Named

CODE = RegexValidator(r"^[a-z][a-z0-9_]*$", _("Lower-case letters, digits and underscores, beginning with a letter."))


def validate_zone(value: str) -> None:
    if value not in zoneinfo.available_timezones():
        raise ValidationError(_("“%(zone)s” is not an IANA time zone such as Asia/Shanghai."), params={"zone": value})


class Alliance(Named):
    code = models.CharField(_("code"), max_length=40, unique=True, validators=[CODE])

    class Meta:
        ordering = ["code"]


class Organisation(Named):
    """One legal body: patients, instances and staff belong to exactly one, and it sees nothing of another's by default."""

    class Kind(models.TextChoices):
        COMMUNITY_CENTRE = "community_centre", _("Community health centre")
        TOWNSHIP_HOSPITAL = "township_hospital", _("Township hospital")
        HOSPITAL = "hospital", _("Hospital")

    code = models.CharField(_("code"), max_length=40, unique=True, validators=[CODE])
    number_prefix = models.CharField(
        _("prefix of case numbers"),
        max_length=4,
        unique=True,
        validators=[RegexValidator(r"^[A-Z]{2,4}$", _("Two to four capital letters."))],
    )
    kind = models.CharField(_("kind"), max_length=24, choices=Kind.choices)
    alliance = models.ForeignKey(Alliance, on_delete=models.PROTECT, related_name="organisations", verbose_name=_("alliance"))
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("led by")
    )
    zone = models.CharField(_("time zone"), max_length=64, default="Asia/Shanghai", validators=[validate_zone])
    area_code = models.CharField(
        _("area code"), max_length=12, blank=True, help_text=_("County, township and village digits of the codes of new patients")
    )
    phone = models.CharField(_("phone"), max_length=32, blank=True)
    is_active = models.BooleanField(_("active"), default=True)
    closed_on = models.DateField(_("closed from"), null=True, blank=True)  # the first day, in its zone; nothing starts before it

    class Meta:
        ordering = ["code"]

    def local_date(self, at: datetime) -> date:
        return at.astimezone(zoneinfo.ZoneInfo(self.zone)).date()


class Department(Named):
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="departments")
    code = models.CharField(_("code"), max_length=40, validators=[CODE])
    phone = models.CharField(_("phone"), max_length=32, blank=True)
    is_active = models.BooleanField(_("active"), default=True)

    class Meta:
        ordering = ["organisation__code", "code"]
        constraints = [models.UniqueConstraint(fields=["organisation", "code"], name="department_code_once_per_organisation")]
