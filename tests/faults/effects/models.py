from django.db import models


class Effect(models.Model):
    instance_id = models.UUIDField()
    activity_id = models.CharField(max_length=200)

    def __str__(self) -> str:
        return f"{self.activity_id} of {self.instance_id}"
