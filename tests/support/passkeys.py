"""An authenticator in software: makes passkeys and signs with them, as a browser would send it."""

import hashlib
import json
import os
import re
from typing import NamedTuple

import pyotp
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url, encode_cbor
from werkzeug.test import TestResponse

from tests.support.forms import read_forms, submit

SECURITY, ADDING = "/account/security", "/account/security/passkeys/options"
APP = "/account/security/authenticator"
PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40  # flags of the authenticator data


class SoftAuthenticator:
    """One passkey. Its attributes may be changed, to lie about the origin, the counter, …"""

    def __init__(self, *, origin: str = "http://localhost", rp_id: str = "localhost"):
        """Make the key."""
        self.origin, self.rp_id = origin, rp_id
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.credential_id = os.urandom(32)
        self.counter, self.flags = 0, PRESENT | VERIFIED
        self.user_handle = None  # learned at registration

    def create(self, options: dict) -> str:
        """Return the answer to navigator.credentials.create(), as JSON."""
        self.user_handle = options["user"]["id"]
        public = self.key.public_key().public_numbers()
        x, y = (number.to_bytes(32, "big") for number in (public.x, public.y))
        cose_key = encode_cbor({1: 2, 3: -7, -1: 1, -2: x, -3: y})
        length = len(self.credential_id).to_bytes(2, "big")
        attested = bytes(16) + length + self.credential_id + cose_key
        data = self._data(self.flags | ATTESTED) + attested
        attestation = encode_cbor({"fmt": "none", "attStmt": {}, "authData": data})
        return self._answer("webauthn.create", options, attestationObject=attestation)

    def get(self, options: dict, **changes: object) -> str:
        """Return the answer to navigator.credentials.get(), as JSON."""
        data = self._data(self.flags)
        client_data = self._client_data("webauthn.get", options)
        signed = data + hashlib.sha256(client_data).digest()
        signature = self.key.sign(signed, ec.ECDSA(SHA256()))
        handle = base64url_to_bytes(self.user_handle) if self.user_handle else b""
        parts = {"authenticatorData": data, "signature": signature, "userHandle": handle}
        return self._answer("webauthn.get", options, **{**parts, **changes})

    def _data(self, flags: int) -> bytes:
        rp_hash = hashlib.sha256(self.rp_id.encode()).digest()
        return rp_hash + bytes([flags]) + self.counter.to_bytes(4, "big")

    def _client_data(self, kind: str, options: dict) -> bytes:
        content = {"type": kind, "challenge": options["challenge"], "origin": self.origin}
        return json.dumps(content).encode()

    def _answer(self, kind: str, options: dict, **parts: bytes) -> str:
        parts = {"clientDataJSON": self._client_data(kind, options), **parts}
        name = bytes_to_base64url(self.credential_id)
        response = {part: bytes_to_base64url(value) for part, value in parts.items() if value}
        return json.dumps({"id": name, "rawId": name, "type": "public-key", "response": response})


def ask_options(client, path: str, page: str) -> dict:
    """Return the options at ``path``, requested with the form token of ``page``."""
    answer = client.post(path, data={"csrf_token": token_of(client, page)})
    assert answer.status_code == 200, answer.text
    return answer.json


def add_passkey(client, **lies) -> tuple[SoftAuthenticator, list[str]]:
    """Add a passkey on the security page; return it with the recovery codes that were shown."""
    authenticator = SoftAuthenticator(**lies)
    options = ask_options(client, ADDING, SECURITY)
    answer = send(client, SECURITY, name="Laptop", credential=authenticator.create(options))
    assert answer.status_code in (200, 302), answer.text
    return authenticator, read_codes(answer.text)


class SetUp(NamedTuple):
    """An authenticator app, the recovery codes that were shown with it, and the page."""

    totp: pyotp.TOTP
    codes: list[str]
    page: TestResponse


def set_up_app(client, clock, path: str = APP) -> SetUp:
    """Set up an authenticator app. The clock moves on, so that the next code is another."""
    page = client.get(path)
    totp = pyotp.TOTP(re.search(r'data-copy="([A-Z2-7]+)"', page.text)[1])
    answer = submit(client, path, "Set up", page=page, code=totp.at(clock.now()))
    assert answer.status_code in (200, 302), answer.text
    clock.advance(60)
    return SetUp(totp, read_codes(answer.text), answer)


def send(client, path: str, *, page: str = "", **fields: str):
    """Send the form of the page at ``path``, or of ``page``, to ``path`` with these fields."""
    return client.post(path, data={"csrf_token": token_of(client, page or path), **fields})


def token_of(client, path: str) -> str:
    """Return the form token of the page at ``path``."""
    forms = [form.fields for form in read_forms(client.get(path).text)]
    return next(fields["csrf_token"] for fields in forms if "csrf_token" in fields)[0]


def read_codes(html: str) -> list[str]:
    """Return the recovery codes of the page, [] when it shows none."""
    return re.findall(r"<code[^>]*>((?:[a-z2-7]{4}-){3}[a-z2-7]{4})</code>", html)
