"""Journeys through the real product in Chromium: web server, worker and beat as `make run` starts them."""
