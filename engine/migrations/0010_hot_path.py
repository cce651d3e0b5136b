import django.db.models.deletion
from django.db import migrations, models


def fill_candidate_groups(apps, schema_editor):
    """Of the tasks that are open: those that have ended let nobody in by their group any more."""
    candidates = apps.get_model("engine", "UserTaskCandidate").objects.order_by("user_task_id", "pk")
    groups = {}
    for user_task_id, group in candidates.values_list("user_task_id", "group").iterator():
        groups.setdefault(user_task_id, []).append(group)
    user_tasks = apps.get_model("engine", "UserTask").objects
    for user_task_id, names in groups.items():
        user_tasks.filter(pk=user_task_id).update(candidate_groups=",".join(names))


class Migration(migrations.Migration):
    dependencies = [("engine", "0004_message_sender")]

    operations = [
        migrations.AddField("usertask", "candidate_groups", models.TextField(blank=True, default=""), preserve_default=False),
        migrations.RunPython(fill_candidate_groups, migrations.RunPython.noop),
        migrations.AlterField(
            "processinstance",
            "definition",
            models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="instances",
                to="engine.processdefinition",
            ),
        ),
    ]
