"""Service task: a job for the handler that is registered for its topic."""

from __future__ import annotations

from dataclasses import dataclass

from engine.model.process_model import Activity
from engine.model.reading import Reading
from engine.model.texts import Text

DEFAULT_ATTEMPTS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceTask(Activity):
    tag = "serviceTask"
    waits = True

    topic: str
    max_attempts: int = DEFAULT_ATTEMPTS


def read(reading: Reading) -> ServiceTask:
    topic = reading.attribute("topic") or _operation(reading)
    if not topic:
        topic = reading.element.get("id")
        reading.warn(
            "service_task_without_topic",
            "The service task says nothing of who does it: its jobs have the topic “{topic}”, its id.",
            "服务任务没有说明由谁执行：其作业以 id“{topic}”为主题。",
            hint=Text(
                "Name the topic of a registered handler in carelane:topic, or use a script task.",
                "请在 carelane:topic 中填写已注册处理程序的主题，或改用脚本任务。",
            ),
            topic=topic,
        )
    return ServiceTask(**reading.activity(), topic=topic, max_attempts=reading.integer("maxAttempts", DEFAULT_ATTEMPTS, least=1))


def _operation(reading: Reading) -> str:
    """The operation that `operationRef` names is a topic too: its name says what is asked for."""
    operation = reading.reader.by_id(reading.file, reading.element.get("operationRef"))
    return str(operation.get("name") or operation.get("id")).strip() if operation is not None else ""
