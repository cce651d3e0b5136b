"""What a process on the pure runtime waits for, kept from its effects."""

from __future__ import annotations

from dataclasses import dataclass, field

from engine.runtime import effects as effect


@dataclass(kw_only=True)
class Waits:
    user_tasks: dict[int, effect.OpenUserTask] = field(default_factory=dict)
    timers: dict[int, effect.SetTimer] = field(default_factory=dict)
    subscriptions: dict[int, effect.Subscribe] = field(default_factory=dict)
    ended: str = ""

    def open_tasks(self) -> list[str]:
        return sorted(task.activity_id for task in self.user_tasks.values())

    def task(self, activity_id: str) -> effect.OpenUserTask:
        found = [task for task in self.user_tasks.values() if task.activity_id == activity_id]
        assert len(found) == 1, f"Expected {activity_id} to be open once, found {self.open_tasks()}"
        return found[0]

    def keep(self, each: effect.Effect) -> None:
        """Raises: AssertionError for an incident, which no path of a model should meet."""
        match each:
            case effect.OpenUserTask():
                self.user_tasks[each.token_id] = each
            case effect.CloseUserTask():
                self.user_tasks.pop(each.token_id)
            case effect.SetTimer():
                self.timers[each.timer_id] = each
            case effect.ClearTimer():
                self.timers.pop(each.timer_id, None)
            case effect.Subscribe():
                self.subscriptions[each.subscription_id] = each
            case effect.Unsubscribe():
                self.subscriptions.pop(each.subscription_id)
            case effect.EndInstance():
                self.ended = each.outcome
            case effect.RaiseIncident():
                raise AssertionError(f"{each.activity_id}: {each.code} {each.message}")
