from __future__ import annotations

from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from config.mail import mail_settings

FOLDER = Path("mail")


def test_mails_are_files_until_a_server_is_named():
    assert mail_settings("", FOLDER) == {
        "EMAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend",
        "EMAIL_FILE_PATH": FOLDER,
    }


@pytest.mark.parametrize(
    ("url", "port", "starttls", "tls"),
    [
        ("smtp://relay", 25, False, False),
        ("smtp+starttls://relay", 587, True, False),
        ("smtps://relay", 465, False, True),
        ("smtps://relay:2465", 2465, False, True),
    ],
)
def test_the_scheme_says_how_it_is_encrypted(url, port, starttls, tls):
    found = mail_settings(url, FOLDER)
    assert (found["EMAIL_HOST"], found["EMAIL_PORT"]) == ("relay", port)
    assert (found["EMAIL_USE_TLS"], found["EMAIL_USE_SSL"]) == (starttls, tls)
    assert found["EMAIL_TIMEOUT"] > 0


def test_signs_in_user_and_password_are_unquoted():
    found = mail_settings("smtps://ward%40hospital:p%2Fw%3A@relay", FOLDER)
    assert (found["EMAIL_HOST_USER"], found["EMAIL_HOST_PASSWORD"]) == ("ward@hospital", "p/w:")


@pytest.mark.parametrize(
    "url", ["relay", "http://relay", "smtp://", "smtps://relay?tls=off", "smtp://relay:many", "smtp://relay/x"]
)
def test_what_is_not_understood_is_refused(url):
    with pytest.raises(ImproperlyConfigured, match="Expected EMAIL_URL"):
        mail_settings(url, FOLDER)
