"""One whole instance of a viewflow flow: through its views, with form and permission, or by its lowest layer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib.messages.storage.base import BaseStorage
from django.test import RequestFactory
from django.urls import resolve
from viewflow.workflow.models import Task

Answers = Mapping[str, Mapping[str, str]]  # node → what its form is sent


class NoMessages(BaseStorage):
    def _get(self, *_args: Any, **_kwargs: Any) -> tuple[list[Any], bool]:
        return [], True

    def _store(self, *_args: Any, **_kwargs: Any) -> list[Any]:
        return []


_requests = RequestFactory()


def run_through_views(flow: Any, user: Any, answers: Answers) -> Any:
    """Each user task posted to viewflow's views, without middleware or HTTP."""
    label = flow.instance.flow_label.rpartition("/")[2]
    process = flow.start.run(user=user)
    for node, answer in answers.items():
        task = Task.objects.get(process_id=process.pk, flow_task=getattr(flow, node))
        path = f"/{label}/{process.pk}/{node}/{task.pk}/execute/"
        request = _requests.post(path, answer)
        request.user, request.session = user, {}
        request._messages = NoMessages(request)  # type: ignore[attr-defined]
        match = request.resolver_match = resolve(path)
        answered = match.func(request, *match.args, **match.kwargs)
        assert answered.status_code == 302, getattr(answered, "rendered_content", answered)
    return process


def run_by_activations(flow: Any, user: Any, answers: Answers) -> Any:
    """No form, no permission, no request."""
    process = flow.start.run(user=user)
    for node, answer in answers.items():
        task = Task.objects.get(process_id=process.pk, flow_task=getattr(flow, node))
        with flow.lock(process.pk):
            task.refresh_from_db()
            activation = getattr(flow, node).activation_class(task)
            activation.start(None)
            if answer:
                for name, value in answer.items():
                    setattr(activation.process, name, value)
                activation.process.save()
            activation.execute()
    return process
