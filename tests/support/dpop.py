"""A client that holds a key and proves it, as RFC 9449 says; every part of a proof can be wrong."""

import base64
import hashlib
import json
from functools import cache
from itertools import count

from joserfc.jwk import ECKey, OKPKey, RSAKey
from joserfc.jws import JWSRegistry

from app.models.values import clock

LEFT_OUT = object()
HOST = "http://localhost"  # PUBLIC_URL of the tests
TOKEN_ADDRESS = f"{HOST}/oauth/token"
_numbers = count(1)


def key_of(algorithm, number=1):
    """A key pair for the algorithm; another ``number``, another key."""
    return _make_key(algorithm, number)


@cache  # making an RSA key takes long
def _make_key(algorithm, _number):
    if algorithm == "ES256":
        return ECKey.generate_key("P-256")
    return OKPKey.generate_key("Ed25519") if algorithm == "EdDSA" else RSAKey.generate_key(2048)


def encode(raw: bytes) -> str:
    """Base64url without padding."""
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def segment(value) -> str:
    """A part of a JWT: an object, or text as it is."""
    return encode((value if isinstance(value, str) else json.dumps(value)).encode())


def sign(header, claims, key, algorithm) -> str:
    """A JWT with these parts, whatever they are."""
    message = f"{segment(header)}.{segment(claims)}"
    return f"{message}.{encode(JWSRegistry.algorithms[algorithm].sign(message.encode(), key))}"


class Holder:
    """A client's key, and the last nonce that it was told."""

    def __init__(self, algorithm="ES256", number=1):
        """Hold a key; another ``number``, another key."""
        self.algorithm, self.key = algorithm, key_of(algorithm, number)
        self.nonce = None

    @property
    def thumbprint(self) -> str:
        """What tokens are bound to."""
        return self.key.thumbprint()

    def prove(self, method="POST", address=TOKEN_ADDRESS, token=None, header=None, **claims) -> str:
        """A new proof; ``header`` and ``claims`` replace parts of it, or leave them out."""
        protected = {
            "typ": "dpop+jwt",
            "alg": self.algorithm,
            "jwk": self.key.as_dict(private=False),
            **(header or {}),
        }
        values = {
            "jti": f"proof-{next(_numbers)}",
            "htm": method,
            "htu": address,
            "iat": clock.now(),
            "nonce": LEFT_OUT if self.nonce is None else self.nonce,
            "ath": encode(hashlib.sha256(token.encode()).digest()) if token else LEFT_OUT,
            **claims,
        }
        parts = [
            {name: value for name, value in part.items() if value is not LEFT_OUT}
            for part in (protected, values)
        ]
        return sign(*parts, self.key, self.algorithm)

    def post(self, machine, path="/oauth/token", *, data, headers=None, **changes):
        """Send a form with a proof, again when the server wants another nonce."""
        return self._send(machine, "POST", path, None, headers, changes, data=data)

    def call(self, machine, token, path, method="GET", **changes):
        """Call the API with a bound token and a proof, again when the server wants a nonce."""
        headers = {"Authorization": f"DPoP {token}"}
        return self._send(machine, method, path, token, headers, changes)

    def _send(self, machine, method, path, token, headers, changes, **options):
        for _try in range(2):
            proof = self.prove(method, HOST + path.partition("?")[0], token, **changes)
            sent = {"DPoP": proof, **(headers or {})}
            answer = machine.open(path, method=method, headers=sent, **options)
            self.nonce = answer.headers.get("DPoP-Nonce", self.nonce)
            wants_nonce = (answer.json or {}).get("error") == "use_dpop_nonce"
            if not wants_nonce:
                return answer
        return answer
