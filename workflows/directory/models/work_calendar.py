"""When an organisation, or one of its departments, works: usual hours, holidays and make-up workdays, shifts, rounds."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from .names import Named
from .organisation import CODE, Department, Organisation, validate_zone


def usual_week() -> list[str]:
    return ["08:00-12:00, 14:00-17:30"] * 5 + ["", ""]


class WorkCalendar(Named):
    """`week` holds the hours of the seven days, Monday first, as text; `shifts` name → hours; `rounds` name → time of day."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="calendars")
    department = models.ForeignKey(Department, on_delete=models.PROTECT, null=True, blank=True, related_name="calendars")
    key = models.CharField(_("key"), max_length=40, validators=[CODE])
    zone = models.CharField(_("time zone"), max_length=64, blank=True, validators=[validate_zone])
    week = models.JSONField(default=usual_week)
    shifts = models.JSONField(default=dict, blank=True)
    rounds = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ["organisation__code", "key"]
        constraints = [models.UniqueConstraint(fields=["organisation", "key"], name="calendar_key_once_per_organisation")]


class CalendarVersion(models.Model):
    """A calendar as it was asked once: what a process did by it can be run again. Never changed, never deleted."""

    version = models.CharField(max_length=12, primary_key=True)
    value = models.JSONField()


class CalendarDay(models.Model):
    """A day that is not as usual: without hours closed, with hours a make-up workday. Unsigned until somebody confirmed it."""

    calendar = models.ForeignKey(WorkCalendar, on_delete=models.CASCADE, related_name="days")
    on = models.DateField(_("day"))
    hours = models.CharField(_("hours"), max_length=200, blank=True)
    name = models.CharField(_("name"), max_length=120, blank=True)
    source = models.CharField(_("source"), max_length=300, blank=True)
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["on"]
        constraints = [models.UniqueConstraint(fields=["calendar", "on"], name="calendar_day_once")]

    @property
    def is_workday(self) -> bool:
        return bool(self.hours)
