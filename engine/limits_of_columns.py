"""How much the engine's columns hold: what models, expressions and callers give is measured by it before the database is."""

from __future__ import annotations

LONGEST_TEXT = 200  # names, ids of activities, topics, form keys, names and correlation keys of messages
LONGEST_GROUP = 100  # role@department, user@name
LONGEST_BUSINESS_KEY = 100
LONGEST_DEPLOYMENT_KEY = 100
LARGEST_PRIORITY = 2**15 - 1
LARGEST_ID = 2**63 - 1
