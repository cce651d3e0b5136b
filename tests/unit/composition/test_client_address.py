from __future__ import annotations

import pytest
from django.core.exceptions import ImproperlyConfigured

from webui.client_address import client_address, networks

TRUSTED = networks(["127.0.0.1", "10.0.0.0/8", "::1"])


@pytest.mark.parametrize(
    ("peer", "forwarded", "found"),
    [
        ("127.0.0.1", "203.0.113.7", "203.0.113.7"),
        ("::1", "2001:db8::1", "2001:db8::1"),
        ("127.0.0.1", "203.0.113.7, 10.1.2.3", "203.0.113.7"),  # two proxies of ours
        ("127.0.0.1", "198.51.100.1, 203.0.113.7", "203.0.113.7"),  # the left one is the client's own claim
        ("127.0.0.1", "", "127.0.0.1"),
        ("127.0.0.1", "nonsense", "127.0.0.1"),
        ("127.0.0.1", "nonsense, 203.0.113.7", "203.0.113.7"),
        ("203.0.113.7", "198.51.100.1", "203.0.113.7"),  # not a proxy of ours: what it says is not read
        ("", "198.51.100.1", ""),
    ],
)
def test_only_trusted_proxies_say_who_the_client_is(peer, forwarded, found):
    assert client_address(peer, forwarded, TRUSTED) == found


def test_by_default_nobody_is_trusted():
    assert client_address("127.0.0.1", "198.51.100.1", networks([])) == "127.0.0.1"


def test_what_is_no_network_is_refused():
    with pytest.raises(ImproperlyConfigured, match="CARELANE_TRUSTED_PROXIES"):
        networks(["proxy.hospital"])
