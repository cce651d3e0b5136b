"""Load, complete one task, run what is ready, save: a transaction for each."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from lxml import etree
from SpiffWorkflow.bpmn.parser import BpmnParser
from SpiffWorkflow.bpmn.serializer import BpmnWorkflowSerializer
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.util.task import TaskState

from tests.bench.spiff_side.models import SpiffInstance

_serializer = BpmnWorkflowSerializer()


class SpiffProcess:
    def __init__(self, text: str, process_id: str) -> None:
        parser = BpmnParser()
        parser.add_bpmn_xml(etree.fromstring(text.encode()), filename="model.bpmn")
        self.spec = parser.get_spec(process_id)
        self.subprocesses = parser.get_subprocess_specs(process_id)

    def run(self, data: dict[str, Any]) -> int:
        """One whole instance, always the task that was opened first; how many were completed."""
        with transaction.atomic():
            workflow = BpmnWorkflow(self.spec, self.subprocesses)
            workflow.do_engine_steps()
            row = SpiffInstance.objects.create(state=_serializer.to_dict(workflow))
        count = 0
        while not row.is_completed:
            row = _complete_first(row.pk, data)
            count += 1
        return count


def _complete_first(pk: int, data: dict[str, Any]) -> SpiffInstance:
    with transaction.atomic():
        row: SpiffInstance = SpiffInstance.objects.select_for_update().get(pk=pk)
        workflow = _serializer.from_dict(row.state)
        task = next(task for task in workflow.get_tasks(state=TaskState.READY) if task.task_spec.manual)
        task.set_data(**data)
        task.run()
        workflow.do_engine_steps()
        row.state, row.is_completed = _serializer.to_dict(workflow), workflow.completed
        row.save()
    return row
