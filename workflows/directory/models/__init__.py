"""People and places: who works where, in which role, and who answers when they do not."""

from .directory_change import DirectoryChange
from .escalation_chain import EscalationChain, EscalationStep
from .membership import Absence, Membership, OnCall, Role
from .organisation import Alliance, Department, Organisation
from .user import User
from .work_calendar import CalendarDay, CalendarVersion, WorkCalendar

__all__ = [
    "Absence",
    "Alliance",
    "CalendarDay",
    "CalendarVersion",
    "Department",
    "DirectoryChange",
    "EscalationChain",
    "EscalationStep",
    "Membership",
    "OnCall",
    "Organisation",
    "Role",
    "User",
    "WorkCalendar",
]
