"""Client IDs that are URLs."""

import pytest

from app.models.clients.registrations import client_id_url
from app.models.values import secret
from app.models.values.secret import Kind

pytestmark = pytest.mark.usefixtures("context")


@pytest.mark.parametrize(
    "text",
    [
        "https://agent.example/client.json",
        "https://agent.example/",
        "https://agent.example:8443/a/b?v=1",
        "https://xn--bcher-kva.example/client.json",
    ],
)
def test_https_url_with_a_path_is_a_client_id(text):
    assert client_id_url.is_url(text)
    assert client_id_url.is_client_id(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "https://agent.example",
        "https://agent.example?path",
        "http://agent.example/client.json",
        "HTTPS://agent.example/client.json",
        "https:agent.example/client.json",
        "https://agent.example/./client.json",
        "https://agent.example/a/%2e%2e/client.json",
        "https://agent.example/client.json#a",
        "https://a@agent.example/client.json",
        "https://agent.example:99999/client.json",
        "https://192.168.0.1/client.json",
        "https://[::1]/client.json",
        "https://bücher.example/client.json",
        "https://agent.example/a b",
        "https://agent.example/\x00",
        f"https://agent.example/{'x' * 480}",
    ],
)
def test_anything_else_is_none(text):
    assert not client_id_url.is_url(text)
    assert not client_id_url.is_client_id(text)


def test_id_of_a_registered_client_is_one_and_no_url():
    client_id = secret.generate(Kind.CLIENT_ID)
    assert client_id_url.is_client_id(client_id)
    assert not client_id_url.is_url(client_id)


def test_host_and_origin():
    assert client_id_url.host_of("https://agent.example:8443/a") == "agent.example:8443"
    usual = client_id_url.origin_of("https://agent.example:443/a")
    assert usual == client_id_url.origin_of("https://AGENT.example/b")
    assert usual != client_id_url.origin_of("http://agent.example/b")
    assert usual != client_id_url.origin_of("https://agent.example:8443/b")
