"""Count what is in the database after the storm, against what clients were told. Argument: a JSON file of acknowledgements."""

from __future__ import annotations

import json
import sys
from collections import Counter
from pathlib import Path

from django.db.models import Count

from engine.models import Incident, Job, Message, OutboxEntry, ProcessInstance
from engine.queries.recorded_events import first_broken_link, recorded_events
from tests.faults.effects.models import Effect


def unfinished() -> int:
    return ProcessInstance.objects.filter(status="running").count()


def main() -> None:
    told = json.loads(Path(sys.argv[1]).read_text())
    instances = {str(key) for key in ProcessInstance.objects.values_list("pk", flat=True)}
    completed = Counter(
        (key, event.activity_id) for key in instances for event in recorded_events(key) if event.kind == "activity_completed"
    )
    effects = Effect.objects.values("instance_id", "activity_id").annotate(count=Count("pk"))
    expected_effects = 2 * ProcessInstance.objects.filter(definition__key="shift", status="completed").count()
    expected_effects += ProcessInstance.objects.filter(definition__key="shift_reply", status="completed").count()
    print(
        json.dumps(
            {
                "instances": len(instances),
                "acknowledged_starts": len(told["started"]),
                "acknowledged_completions": len(told["completed"]),
                "lost_starts": [key for key in told["started"] if key not in instances],
                "lost_completions": [key for key in told["completed"] if completed.get((key[0], key[1]), 0) == 0],
                "double_completions": [key for key, count in completed.items() if count > 1],
                "double_effects": [str(row["instance_id"]) for row in effects if row["count"] > 1],
                "missing_effects": expected_effects - Effect.objects.count(),
                "double_starts": ProcessInstance.objects.filter(definition__key="shift").count()
                - ProcessInstance.objects.filter(definition__key="shift").values("business_key").distinct().count(),
                "outside": sorted(f"{key} outside" for key, activity_id in completed if activity_id == "outside"),
                "unfinished": unfinished(),
                "not_completed": ProcessInstance.objects.exclude(status="completed").count(),
                "incidents": list(Incident.objects.values_list("message", flat=True)[:5]),
                "jobs_left": Job.objects.count(),
                "outbox_left": OutboxEntry.objects.filter(delivered_at=None).count(),
                "messages_left": Message.objects.filter(state="buffered").count(),
                "broken_histories": [key for key in instances if first_broken_link(key) is not None],
            }
        )
    )


if __name__ == "__main__":
    main()
