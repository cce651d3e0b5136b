"""The client's address behind proxies that the installation trusts; a header from anybody else is not read."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest, HttpResponse

Network = IPv4Network | IPv6Network


def networks(texts: Iterable[str]) -> tuple[Network, ...]:
    """Raises: ImproperlyConfigured for what is neither an address nor a network."""
    try:
        return tuple(ip_network(text.strip()) for text in texts if text.strip())
    except ValueError as error:
        raise ImproperlyConfigured(f"Expected addresses or networks in CARELANE_TRUSTED_PROXIES: {error}") from error


class ClientAddressMiddleware:
    """Sets REMOTE_ADDR, which rate limits and lock-outs count by. Trusts nobody unless CARELANE_TRUSTED_PROXIES names them."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.trusted = networks(settings.CARELANE_TRUSTED_PROXIES)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if self.trusted:
            request.META["REMOTE_ADDR"] = client_address(
                request.META.get("REMOTE_ADDR", ""), request.headers.get("X-Forwarded-For", ""), self.trusted
            )
        return self.get_response(request)


def client_address(peer: str, forwarded: str, trusted: tuple[Network, ...]) -> str:
    """The nearest address that is no trusted proxy: each proxy appends who spoke to it; further left stand claims."""
    address = peer
    for text in reversed([part.strip() for part in forwarded.split(",")]):
        if not _is_in(address, trusted) or not _is_address(text):
            break
        address = text
    return address


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True


def _is_in(text: str, trusted: tuple[Network, ...]) -> bool:
    return _is_address(text) and any(ip_address(text) in network for network in trusted)
