"""Whose request it is, as far as an address can tell: X-Forwarded-For is believed no further than our own proxies."""

from ipaddress import IPv6Address, ip_address, ip_network
from typing import Final

_SITE_BITS: Final = 64  # RFC 6177: a subscriber has at least a /64, and every address in it


def client_address(forwarded_for: str, peer: str, trusted_proxies: int) -> str:
    """Return the address that the outermost of our proxies saw; of IPv6 the network.

    `peer` is who connected to us. API Gateway writes it into X-Forwarded-For too, other servers do not. What stands
    before our own proxies' entries, anybody may have made up.
    """
    chain = [entry.strip() for entry in forwarded_for.split(",") if entry.strip()] if trusted_proxies else []
    if not chain or chain[-1] != peer:
        chain.append(peer)
    return _network(chain[max(-len(chain), -1 - trusted_proxies)]) or _network(peer) or "unknown"


def _network(text: str) -> str | None:
    try:
        address = ip_address(text)
    except ValueError:
        return None
    if not isinstance(address, IPv6Address):
        return str(address)
    if address.ipv4_mapped is not None:
        return str(address.ipv4_mapped)
    return str(ip_network((int(address), _SITE_BITS), strict=False).network_address)
