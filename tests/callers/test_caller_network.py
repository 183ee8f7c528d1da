"""The network of a caller: one text for everyone who shares it, whatever the address looks like."""

from ipaddress import IPv4Address, IPv6Address, IPv6Network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.callers import caller_network
from app.callers.caller_network import UNKNOWN, network_of, read_address

IPV4 = st.ip_addresses(v=4)
IPV6 = st.ip_addresses(v=6).filter(
    lambda ip: ip.ipv4_mapped is None and ip not in caller_network.NAT64 and not ip.is_loopback
)


def spellings(ip):
    """Every text in which a server or a proxy may write the address."""
    texts = [str(ip), f" {ip} "]
    if ip.version == 4:
        return [*texts, f"{ip}:443", f"::ffff:{ip}", f"[::ffff:{ip}]:80", f"64:ff9b::{ip}"]
    texts += [ip.exploded, ip.exploded.upper(), f"[{ip}]", f"[{ip}]:65535"]
    return [*texts, f"{ip}%eth0", f"[{ip}%25eth0]:1"]


@given(IPV4 | IPV6)
def test_every_spelling_of_an_address_is_one_network(ip):
    assert len({network_of(text) for text in spellings(ip)}) == 1


@given(IPV4)
def test_ipv4_address_is_its_own_network(ip):
    assert network_of(str(ip)) == str(ip)


@given(IPV6, st.integers(0, 2**64 - 1))
def test_ipv6_addresses_of_one_64_are_one_network(ip, host):
    neighbour = IPv6Address(int(ip) >> 64 << 64 | host)
    if neighbour in caller_network.NAT64 or neighbour.ipv4_mapped or neighbour.is_loopback:
        return
    assert network_of(str(neighbour)) == network_of(str(ip))
    assert IPv6Network(network_of(str(ip))) == IPv6Network((ip, 64), strict=False)


@given(st.text() | st.sampled_from(["", "unknown", "_hidden", "1.2.3", "1.2.3.4/8", "::1::"]))
def test_text_that_is_no_address_is_one_value(text):
    if read_address(text) is None:
        assert network_of(text) == UNKNOWN
    else:
        assert isinstance(read_address(text), (IPv4Address, IPv6Address))


@pytest.mark.parametrize(
    "text",
    ["01.2.3.4", "1.2.3.4:", "[1.2.3.4", "1.2.3.4, 5.6.7.8", "١.2.3.4", "1" * 200, "::1 ::1"],
)
def test_nearly_an_address_is_none(text):
    assert network_of(text) == UNKNOWN


def test_loopback_is_itself():
    assert network_of("0:0:0:0:0:0:0:1") == "::1"


def test_request_without_the_middleware_has_the_network_of_its_connection(app):
    with app.test_request_context(environ_base={"REMOTE_ADDR": "2001:db8:1:2:3:4:5:6"}):
        assert caller_network.caller_network() == "2001:db8:1:2::/64"
    with app.test_request_context():
        assert caller_network.caller_network() == UNKNOWN
