"""EMAIL_URL → Django's mail settings."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

PORTS = {"smtp": 25, "smtp+starttls": 587, "smtps": 465}
TIMEOUT = 10  # seconds: a mail server that does not answer must not hold up the worker
EXPECTED = "Expected EMAIL_URL as smtp://host, smtp+starttls://user:password@host or smtps://user:password@host, or nothing"


def mail_settings(url: str, folder: Path) -> dict[str, Any]:
    """Without a URL mails become files in `folder`. Raises: ImproperlyConfigured for what is not understood whole.

    smtp://           plain, port 25 (a relay on this machine)
    smtp+starttls://  encrypted after the greeting, port 587
    smtps://          encrypted from the first byte, port 465
    """
    if not url:
        return {"EMAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend", "EMAIL_FILE_PATH": folder}
    parts = urlsplit(url)
    try:
        port = parts.port
    except ValueError as error:
        raise ImproperlyConfigured(f"{EXPECTED}; its port is no number") from error
    if parts.scheme not in PORTS or not parts.hostname or parts.path.strip("/") or parse_qsl(parts.query) or parts.fragment:
        raise ImproperlyConfigured(EXPECTED)
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": port or PORTS[parts.scheme],
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_TLS": parts.scheme == "smtp+starttls",
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_TIMEOUT": TIMEOUT,
    }
