"""The compared flow, coded as viewflow.workflow's documentation does it."""
