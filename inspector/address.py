"""Where a request comes from, as far as limits go."""

from __future__ import annotations

import ipaddress

from django.conf import settings
from django.http import HttpRequest

# One household or one lab has a whole /64 of IPv6 addresses to choose from.
_IPV6_PREFIX = 64


def client_address(request: HttpRequest) -> str:
    """The address that asks, "" when it is not known; of IPv6 the network.

    In server mode the proxy in front appends the address it sees to X-Forwarded-For; whatever stands before that was
    written by the client, and means nothing.
    """
    seen: str = request.META.get("REMOTE_ADDR", "")
    if settings.MODE == "server":
        seen = request.META.get("HTTP_X_FORWARDED_FOR", "").rsplit(",", 1)[-1].strip() or seen
    try:
        address = ipaddress.ip_address(seen)
    except ValueError:
        return ""
    if isinstance(address, ipaddress.IPv6Address):
        mapped = address.ipv4_mapped
        return str(mapped or ipaddress.ip_network((int(address), _IPV6_PREFIX), strict=False))
    return str(address)
