"""/metrics for Prometheus: requests by view (django-prometheus), and what waits in the engine. For operators and their tokens."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db import DatabaseError
from django.http import HttpResponse
from django_prometheus.exports import ExportToDjangoView
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from rest_framework.request import Request

from engine import clock
from engine.actor import Actor
from engine.queries.operations import overview
from webui.access import actor_of_user
from webui.api.endpoint import ApiView

from .heartbeat import last_seen

GAUGES = {
    "running": "Running process instances",
    "incidents": "Open incidents",
    "jobs": "Service jobs that wait or run",
    "timers": "Armed timers",
    "buffered_messages": "Messages that wait for their receiver",
    "undelivered": "Outbox entries that are not delivered yet",
}


class EngineCollector:
    """What waits in the organisations that somebody operates; asked when Prometheus comes by, never in between."""

    def __init__(self, actor: Actor) -> None:
        self.actor = actor

    def describe(self) -> list[Any]:
        return []  # so that registering it asks the database nothing

    def collect(self) -> Iterator[GaugeMetricFamily]:
        try:
            counts, seen_at = overview(self.actor), last_seen()
        except DatabaseError:
            return
        for name, words in GAUGES.items():
            yield GaugeMetricFamily(f"carelane_{name}", words, value=counts[name])
        if seen_at is not None:
            silent = (clock.real_now() - seen_at).total_seconds()
            yield GaugeMetricFamily("carelane_worker_silent_seconds", "Since a worker was last seen", value=silent)


class Metrics(ApiView):
    """Prometheus sends a token of an operator as bearer token, and reads the organisations that this person operates."""

    permissions = {"GET": ("operate",)}
    schema = None

    def get(self, request: Request) -> HttpResponse:
        own = CollectorRegistry()
        own.register(EngineCollector(actor_of_user(request.user)))
        answer: HttpResponse = ExportToDjangoView(request)
        answer.content += generate_latest(own)
        return answer
