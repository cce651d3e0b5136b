"""start → request → decision → (approve → end | end), in viewflow.workflow as its documentation does it."""

from __future__ import annotations

from typing import Any, ClassVar

from viewflow import jsonstore, this
from viewflow.workflow import flow, lock
from viewflow.workflow.flow import views
from viewflow.workflow.models import Process, Task


class ApprovalProcess(Process):
    decision = jsonstore.CharField(
        max_length=10, choices=[(word, word) for word in ("accept", "reject", "go_on", "stop")], default=""
    )

    class Meta:
        proxy = True


class ApprovalFlow(flow.Flow):
    process_class = ApprovalProcess
    task_class = Task
    lock_impl = lock.select_for_update_lock  # what its documentation recommends on PostgreSQL
    people: ClassVar[dict[str, Any]] = {}

    start = flow.StartHandle(this.begin).Next(this.request)
    request = flow.View(views.UpdateProcessView.as_view(fields=["decision"])).Assign(this.owner).Next(this.decide)
    decide = flow.If(this.is_accepted).Then(this.approve).Else(this.end)
    approve = flow.View(views.UpdateProcessView.as_view(fields=[])).Assign(this.owner).Next(this.end)
    end = flow.End()

    def begin(self, activation: Any, user: Any) -> Any:
        self.people["owner"] = user  # no extra query: the comparison is of the engines
        return activation.process

    def owner(self, activation: Any) -> Any:
        return self.people["owner"]

    def is_accepted(self, activation: Any) -> bool:
        return bool(activation.process.decision == "accept")
