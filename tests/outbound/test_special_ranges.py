"""Addresses of the IANA special-purpose registries are not fetched, however they are written."""

import ipaddress
import socket

import pytest

from app.outbound import address, special_ranges

# Block, and whether the registry calls it globally reachable (None: not applicable).
# https://www.iana.org/assignments/iana-ipv4-special-registry, 2025-10-09
IPV4_REGISTRY = {
    "0.0.0.0/8": False,
    "0.0.0.0/32": False,
    "10.0.0.0/8": False,
    "100.64.0.0/10": False,
    "127.0.0.0/8": False,
    "169.254.0.0/16": False,
    "172.16.0.0/12": False,
    "192.0.0.0/24": False,
    "192.0.0.0/29": False,
    "192.0.0.8/32": False,
    "192.0.0.9/32": True,
    "192.0.0.10/32": True,
    "192.0.0.170/32": False,
    "192.0.0.171/32": False,
    "192.0.2.0/24": False,
    "192.31.196.0/24": True,
    "192.52.193.0/24": True,
    "192.88.99.0/24": None,
    "192.88.99.2/32": False,
    "192.168.0.0/16": False,
    "192.175.48.0/24": True,
    "198.18.0.0/15": False,
    "198.51.100.0/24": False,
    "203.0.113.0/24": False,
    "240.0.0.0/4": False,
    "255.255.255.255/32": False,
}
# https://www.iana.org/assignments/iana-ipv6-special-registry, 2025-10-09
IPV6_REGISTRY = {
    "::1/128": False,
    "::/128": False,
    "::ffff:0:0/96": False,
    "64:ff9b::/96": True,
    "64:ff9b:1::/48": False,
    "100::/64": False,
    "100:0:0:1::/64": False,
    "2001::/23": False,
    "2001::/32": None,
    "2001:1::1/128": True,
    "2001:1::2/128": True,
    "2001:1::3/128": True,
    "2001:2::/48": False,
    "2001:3::/32": True,
    "2001:4:112::/48": True,
    "2001:10::/28": None,
    "2001:20::/28": True,
    "2001:30::/28": True,
    "2001:db8::/32": False,
    "2002::/16": None,
    "2620:4f:8000::/48": True,
    "3fff::/20": False,
    "5f00::/16": False,
    "fc00::/7": False,
    "fe80::/10": False,
}
REGISTRY = {**IPV4_REGISTRY, **IPV6_REGISTRY}
# The only block of the registries with public servers: the IPv4 address inside decides.
TRANSLATED = "64:ff9b::/96"
OTHERS = {
    "multicast": ["224.0.0.1", "239.255.255.250", "ff02::1", "ff0e::1"],
    "metadata": ["169.254.169.254", "169.254.170.2", "100.100.100.200", "192.0.0.192"]
    + ["168.63.129.16", "fd00:ec2::254", "fd20:ce::254"],
    "unassigned": ["4000::1", "8000::1", "::2", "200::1"],
    "site-local": ["fec0::1"],
    "with a zone": ["fe80::1%1", "2606:2800:220:1::1%1"],
}
INTERNAL_IPV4 = ["10.0.0.1", "127.0.0.1", "169.254.169.254", "192.88.99.1", "168.63.129.16"]
PUBLIC = ["93.184.216.34", "8.8.8.8", "168.63.129.15", "168.63.129.17", "99.255.255.255"]
PUBLIC += ["100.128.0.0", "172.32.0.0", "198.20.0.0", "223.255.255.255", "192.88.98.255"]
PUBLIC += ["2606:2800:220:1::1", "2a00:1450:4001::1", "2001:200::1", "2003::1", "3ffe::1"]


def places(block):
    """The first, middle and last address."""
    network = ipaddress.ip_network(block)
    return {network[0], network[network.num_addresses // 2], network[-1]}


def notations(ip):
    """Every way to write the address that the resolver and ``ipaddress`` read."""
    texts = {str(ip), ip.exploded, ip.exploded.upper()}
    if ip.version == 4:
        mapped = ipaddress.IPv6Address(0xFFFF_0000_0000 | int(ip))
        texts |= {f"::ffff:{ip}", str(mapped), f"::{ip}", f"::ffff:0:{ip}"}
        texts |= {f"64:ff9b::{ip}", f"64:ff9b:1::{ip}"}
        texts |= {str(ipaddress.IPv6Address((0x2002 << 112) | (int(ip) << 80) | 1))}
        texts |= {str(ipaddress.IPv6Address((0x2001 << 112) | (int(ip) ^ 0xFFFF_FFFF)))}
    return texts


@pytest.mark.parametrize("block", [block for block in REGISTRY if block != TRANSLATED])
def test_no_address_of_the_registries_is_public(block):
    public = {text for ip in places(block) for text in notations(ip) if address.is_public(text)}
    assert not public


@pytest.mark.parametrize("block", IPV4_REGISTRY)
def test_numbers_that_the_resolver_reads_as_an_address_are_refused(block):
    for ip in places(block):
        number = int(ip)
        for text in (
            str(number),
            hex(number),
            f"0{number:o}",
            f"{number >> 24}.{number & 0xFFFFFF}",
        ):
            [(*_kind, resolved), *_more] = socket.getaddrinfo(
                text, 443, type=socket.SOCK_STREAM, flags=socket.AI_NUMERICHOST
            )
            assert not address.is_public(resolved[0]), text


@pytest.mark.parametrize("kind", OTHERS)
def test_other_addresses_that_are_no_servers_are_refused(kind):
    assert not [text for text in OTHERS[kind] if address.is_public(text)]


@pytest.mark.parametrize("ip", INTERNAL_IPV4)
def test_an_internal_ipv4_address_inside_an_ipv6_address_is_refused(ip):
    assert not [t for t in notations(ipaddress.ip_address(ip)) if address.is_public(t)]


@pytest.mark.parametrize("ip", PUBLIC)
def test_their_public_neighbours_are_reached(ip):
    assert address.is_public(ip)


def test_a_network_without_ipv4_reaches_public_ipv4_servers():
    assert address.is_public("64:ff9b::93.184.216.34")


def test_every_range_of_the_registries_is_decided_here_and_not_by_pythons_release():
    networks = (*special_ranges._REFUSED_IPV4, *special_ranges._REFUSED_IPV6)
    inside_unicast = [
        ipaddress.ip_network(block)
        for block in REGISTRY
        if ":" not in block or ipaddress.ip_network(block).subnet_of(special_ranges._GLOBAL_UNICAST)
    ]
    for block in inside_unicast:
        assert any(block.version == net.version and block.subnet_of(net) for net in networks), block
