"""Run one module of this folder with Django set up: `python -m tests.faults.script tests.faults.verify …`."""

from __future__ import annotations

import runpy
import sys

import django

if __name__ == "__main__":
    django.setup()
    del sys.argv[0]
    runpy.run_module(sys.argv[0], run_name="__main__")
