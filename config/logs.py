"""Log lines without the values that the engine's sentences quote: a value may be what a patient said."""

import logging

from engine.feel.quoting import without_values


class Formatter(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        return without_values(super().format(record))
