"""Celery looks for tasks here."""

from engine.jobs import rehearse, sweep

__all__ = ["rehearse", "sweep"]
