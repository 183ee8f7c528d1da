"""The IP addresses that are no public servers, and the IPv4 address inside an IPv6 one.

The IANA special-purpose address registries list the ranges (IPv4 and IPv6, both as of October
2025). They are written down here because what Python's ``ipaddress`` calls global differs between
its releases, and because some global addresses are internal services all the same.
"""

import ipaddress

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

_IPV4 = (
    "0.0.0.0/8",  # this network
    "10.0.0.0/8",
    "100.64.0.0/10",  # shared by carriers; Alibaba's metadata service
    "127.0.0.0/8",
    "169.254.0.0/16",  # link-local; the metadata service of most clouds
    "172.16.0.0/12",
    "192.0.0.0/24",  # protocols; the nearest relay answers for the global ones, 192.0.0.9 and .10
    "192.0.2.0/24",  # documentation
    "192.31.196.0/24",  # AS112, which any network may answer itself
    "192.52.193.0/24",  # multicast relays, answered by the nearest
    "192.88.99.0/24",  # 6to4 relays, answered by the nearest
    "192.168.0.0/16",
    "192.175.48.0/24",  # AS112
    "198.18.0.0/15",  # benchmarks
    "198.51.100.0/24",  # documentation
    "203.0.113.0/24",  # documentation
    "224.0.0.0/4",  # multicast
    "240.0.0.0/4",  # reserved, with the broadcast address
    "168.63.129.16/32",  # Azure's metadata and host services, within a public range
)
# Only global unicast is routed between networks: loopback, local, multicast, IPv4-mapped,
# IPv4-translated, discard-only and segment routing addresses are all outside of it.
_GLOBAL_UNICAST = ipaddress.IPv6Network("2000::/3")
_IPV6 = (
    "2001::/23",  # protocols: Teredo, benchmarks, relays and identifiers that are not routed
    "2001:db8::/32",  # documentation
    "2002::/16",  # 6to4, which leads to the IPv4 address inside
    "2620:4f:8000::/48",  # AS112
    "3fff::/20",  # documentation
)
# A network without IPv4 reaches public IPv4 servers through it; 64:ff9b:1::/48 is for local use.
_TRANSLATED = ipaddress.IPv6Network("64:ff9b::/96")

_REFUSED_IPV4 = tuple(map(ipaddress.IPv4Network, _IPV4))
_REFUSED_IPV6 = tuple(map(ipaddress.IPv6Network, _IPV6))


def is_public(address: Address) -> bool:
    """Whether a public server may have the address."""
    if isinstance(address, ipaddress.IPv4Address):
        return not any(address in network for network in _REFUSED_IPV4)
    if address in _TRANSLATED:
        return is_public(ipaddress.IPv4Address(int(address) & 0xFFFF_FFFF))
    if address.scope_id is not None or address not in _GLOBAL_UNICAST:
        return False
    return not any(address in network for network in _REFUSED_IPV6)
