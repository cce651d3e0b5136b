"""Values inside sentences, so that a sentence can also be told without them.

Who mends a process reads why it stopped; what the patient's form said is not for that eye, nor for a log. So a sentence that
quotes a value puts it between the two characters that Unicode has for a text of its own direction. They are not seen, and they
keep a value written from right to left from turning the sentence round.
"""

from __future__ import annotations

import re

_BEGIN, _END = "\N{FIRST STRONG ISOLATE}", "\N{POP DIRECTIONAL ISOLATE}"
_QUOTED = re.compile(f"{_BEGIN}[^{_END}]*{_END}?")
_MARKS = re.compile(f"[{_BEGIN}{_END}]")


def shown_value(value: object, most: int = 50) -> str:
    """At most so many characters of the value's text, as a part of a sentence."""
    return f"{_BEGIN}{_MARKS.sub('', str(value))[:most]}{_END}"


def without_values(sentence: str) -> str:
    """The sentence with "…" for each value, also where it was cut within one."""
    return _QUOTED.sub("…", sentence)
