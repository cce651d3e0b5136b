"""The product's settings plus what it is compared with, which is installed nowhere else."""

import os

os.environ.setdefault("DATABASE_URL", "postgres://postgres@127.0.0.1:5432/test")
os.environ.setdefault("CARELANE_DEMO", "0")
os.environ.setdefault("CARELANE_WAKE", "0")
os.environ.setdefault("CARELANE_LOG", "ERROR")  # SpiffWorkflow tells every step, which costs it more than the step

from config.settings import *  # noqa: F403
from config.settings import DATABASES, INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "viewflow.workflow", "tests.bench.viewflow_side", "tests.bench.spiff_side"]
DATABASES["default"]["NAME"] = (
    f"carelane_bench_{os.getpid()}" if not os.environ.get("CARELANE_BENCH_DB") else os.environ["CARELANE_BENCH_DB"]
)
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"

ROOT_URLCONF = "tests.bench.viewflow_side.urls"
