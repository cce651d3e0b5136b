"""The channels that carry notifications, in this order. A new one is one file and one entry here."""

from .channel import Channel
from .in_app import IN_APP
from .mail import MAIL

CHANNELS: tuple[Channel, ...] = (IN_APP, MAIL)

__all__ = ["CHANNELS", "Channel"]
