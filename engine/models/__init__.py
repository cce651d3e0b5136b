"""Rows of the engine. Written by `engine.projection` and the commands alone; read through `engine.queries`."""

from engine.models.definition import Deployment, ProcessDefinition
from engine.models.demo_clock import DemoClock
from engine.models.history import HistoryEntry
from engine.models.incident import Incident
from engine.models.instance import ProcessInstance
from engine.models.job import Job
from engine.models.message import Message, SignalReceipt, Subscription
from engine.models.outbox import OutboxEntry
from engine.models.rehearsal import Rehearsal
from engine.models.scheduled_start import ConditionalStart, ScheduledStart
from engine.models.steering import BulkItem, BulkOperation, SkipRequest, VersionRule
from engine.models.timer import Timer
from engine.models.user_task import UserTask, UserTaskCandidate

__all__ = [
    "BulkItem",
    "BulkOperation",
    "ConditionalStart",
    "DemoClock",
    "Deployment",
    "HistoryEntry",
    "Incident",
    "Job",
    "Message",
    "OutboxEntry",
    "ProcessDefinition",
    "ProcessInstance",
    "Rehearsal",
    "ScheduledStart",
    "SignalReceipt",
    "SkipRequest",
    "Subscription",
    "Timer",
    "UserTask",
    "UserTaskCandidate",
    "VersionRule",
]
