"""Mail, through Django's mail backend (files in a demonstration). In the recipient's language, or in both if none is chosen."""

from __future__ import annotations

import hashlib

from django.core.mail import EmailMessage
from django.utils import translation
from django.utils.translation import gettext

from workflows.notifications.models import Notification
from workflows.notifications.texts import render

LANGUAGES = ("zh-hans", "en")


class Mail:
    name = "mail"

    def reaches(self, notification: Notification) -> bool:
        return bool(notification.recipient.email)

    def carry(self, notification: Notification) -> None:
        languages = (notification.recipient.language,) if notification.recipient.language else LANGUAGES
        # The same id for the same notification: mail programs show a repeated mail once.
        identity = hashlib.sha256(f"{notification.recipient_id}:{notification.key}".encode()).hexdigest()[:32]
        EmailMessage(
            subject=f"Carelane {notification.params.get('number', '')}".strip(),
            body="\n\n".join(_paragraph(notification, language) for language in languages),
            to=[notification.recipient.email],
            headers={"Message-ID": f"<{identity}@carelane>"},
        ).send()


def _paragraph(notification: Notification, language: str) -> str:
    with translation.override(language):
        sentence = render(notification.text_key, notification.params)
        closing = gettext("Sign in to see it. Please do not answer this mail.")
        return f"{sentence}\n{closing}"


MAIL = Mail()
