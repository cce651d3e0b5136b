"""What throttles count is counted by all web processes together."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[3]


def in_another_process(words: str, folder: Path) -> str:
    code = f"import django; django.setup(); from django.core.cache import cache; {words}"
    environment = {**os.environ, "CARELANE_VAR": str(folder), "DJANGO_SETTINGS_MODULE": "config.settings"}
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, text=True, check=True)
    return done.stdout.strip()


def test_two_processes_share_one_cache(tmp_path):
    in_another_process("cache.set('throttle_user_7', [1.0, 2.0])", tmp_path)

    assert in_another_process("print(cache.get('throttle_user_7'))", tmp_path) == "[1.0, 2.0]"
