from django.db import models

from engine.models.instance import ProcessInstance


class Timer(models.Model):
    """An armed timer. Fired and cleared ones are gone; the history keeps them."""

    instance = models.ForeignKey(ProcessInstance, models.CASCADE, db_constraint=False, related_name="timers", db_index=False)
    timer_id = models.PositiveIntegerField()  # the runtime's
    token_id = models.PositiveIntegerField()
    activity_id = models.CharField(max_length=200)
    due_at = models.DateTimeField(db_index=True)
    # Set when firing failed, so that one broken instance cannot hold up its neighbours' timers. Real time.
    retry_at = models.DateTimeField(null=True)
    failures = models.PositiveSmallIntegerField(default=0, db_default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["instance", "timer_id"], name="timer_of_instance")]
