"""The product's settings plus one app whose table counts effects."""

import os

os.environ.setdefault("CARELANE_DEMO", "1")

from config.settings import *  # noqa: F403
from config.settings import INSTALLED_APPS, LOGGING, REST_FRAMEWORK

INSTALLED_APPS = [*INSTALLED_APPS, "tests.faults.effects"]
REST_FRAMEWORK = {**REST_FRAMEWORK, "DEFAULT_THROTTLE_CLASSES": []}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # nobody signs in with a password here
LOGGING = {**LOGGING, "root": {**LOGGING["root"], "level": "ERROR"}}
