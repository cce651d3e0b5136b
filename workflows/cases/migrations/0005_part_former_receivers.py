"""Receivers that answered with no before partings were kept: from now on they read the case as it stood then."""

from __future__ import annotations

from typing import Any

from django.db import migrations

PARTED = ("rejected", "referred_onward")


def part(apps: Any, _schema_editor: Any) -> None:
    instances = apps.get_model("cases", "CaseInstance").objects.filter(role="receiver", left_at=None)
    for instance in instances.select_related("case").order_by("attached_at", "id"):
        case = instance.case
        change = case.stage_changes.filter(to_stage__in=PARTED, at__gte=instance.attached_at).order_by("at", "id").first()
        if change is None:
            continue
        is_unchanged = case.stage == change.to_stage and case.stage_at == change.at
        instance.left_at, instance.left_stage = change.at, change.to_stage
        # What the case says now may have been written later: then nothing is better than too much.
        instance.left_problem = case.problem if is_unchanged else ""
        instance.left_department = case.to_department if is_unchanged else ""
        instance.left_urgency = case.urgency
        instance.save()


class Migration(migrations.Migration):
    dependencies = [("cases", "0004_stages_and_partings")]
    operations = [migrations.RunPython(part, migrations.RunPython.noop)]
