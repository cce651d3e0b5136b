"""Addresses for machines that watch the installation."""

from django.urls import path

from .health import healthz, healthz_web
from .metrics import Metrics

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("healthz/web", healthz_web, name="healthz_web"),
    path("metrics", Metrics.as_view(), name="metrics"),
]
