"""What a person searches for. Words may be a patient's name, and an address ends in logs and in the browser's history.

So words go by POST, are kept in the session under a key without meaning, and pages, filters and reloads carry that key alone.
Codes and numbers may stand in an address: they can be passed on, and tell nobody a name.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from secrets import token_urlsafe
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from engine import clock
from engine.errors import InvalidInput

# The start of a case's number, such as ZZ20261122-HX0001, or digits as of a lifelong code or a phone number.
CODE_PATTERN = r"^(?:[A-Za-z]{2}[0-9]{2,8}(?:-[A-Za-z]{0,6}[0-9]{0,8})?|\+?[0-9][0-9 -]*)$"
CODE = re.compile(CODE_PATTERN)

MOST_WORDS = 100  # characters
KEPT_FOR = 3600  # seconds
KEPT_SEARCHES = 30  # of one session; typing by script makes several
SESSION_KEY = "sought"


@dataclass(frozen=True, slots=True)
class Sought:
    words: str = ""
    key: str = ""  # under which the session keeps the words; a code needs none
    is_gone: bool = False  # the address names words that are no longer kept

    @property
    def query(self) -> dict[str, str]:
        """What an address carries for it."""
        if self.key:
            return {"s": self.key}
        return {"q": self.words} if self.words else {}

    def address(self, route: str, **filters: object) -> str:
        """The page `route` with this search and those filters that are set."""
        asked = {**self.query, **{name: str(value) for name, value in filters.items() if value}}
        return reverse(route) + (f"?{urlencode(asked)}" if asked else "")


def sought_by(request: HttpRequest) -> Sought:
    """The search of a request: words of a form that was sent, else a code or the key of words that stand in the address.

    Raises: InvalidInput for free words in an address.
    """
    if request.method == "POST":
        return _kept(request, _tidy(request.POST.get("q", "")))
    words = _tidy(request.GET.get("q", ""))
    if words:
        if not is_code(words):
            raise InvalidInput(
                _(
                    "Expected a code or a number in the address. Type words, such as a name, into the search field of the page: "
                    "an address stays in logs and in the browser's history."
                )
            )
        return Sought(_joined(words))
    key = request.GET.get("s", "")
    entry = _alive(request).get(key)
    return Sought(entry[0], key) if entry else Sought(is_gone=bool(key))


def answered(request: HttpRequest, address: str, response: HttpResponse) -> HttpResponse:
    """After a search was sent: a form goes on to the address without its words, a script gets its part and that address."""
    if request.method != "POST":
        return response
    if request.headers.get("HX-Request") != "true":
        return redirect(address)
    response.headers["HX-Replace-Url"] = address
    return response


def is_code(words: str) -> bool:
    return CODE.match(words) is not None


def _kept(request: HttpRequest, words: str) -> Sought:
    if not words or is_code(words):
        return Sought(_joined(words))
    alive = _alive(request)
    key = next((key for key, entry in alive.items() if entry[0] == words), "") or token_urlsafe(6)
    alive.pop(key, None)
    newest = list(alive.items())[-(KEPT_SEARCHES - 1) :]
    request.session[SESSION_KEY] = {**dict(newest), key: [words, clock.now().timestamp()]}
    return Sought(words, key)


def _alive(request: HttpRequest) -> dict[str, tuple[str, float]]:
    since = clock.now().timestamp() - KEPT_FOR
    kept = request.session.get(SESSION_KEY, {})
    return {key: (words, at) for key, (words, at) in kept.items() if at > since}


def _tidy(words: str) -> str:
    return " ".join(words.replace("\0", "").split())[:MOST_WORDS]


def _joined(code: str) -> str:
    """Codes are shown in groups of digits and copied so."""
    return code.replace(" ", "")
