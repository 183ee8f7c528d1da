import base64
import hashlib
import os
import time
import uuid

import requests
from joserfc import jwt
from joserfc.jwk import ECKey

HOST = "{{ public_url }}"
KEY = ECKey.generate_key("P-256")  # keep it as long as the tokens
nonces = {}


def prove(method, url, token=None):
    """A proof for one request; with a token, also for that token."""
    header = {"typ": "dpop+jwt", "alg": "ES256", "jwk": KEY.as_dict(private=False)}
    claims = {"jti": str(uuid.uuid4()), "iat": int(time.time()), **nonces}
    claims |= {"htm": method, "htu": url}
    if token:
        digest = hashlib.sha256(token.encode()).digest()
        claims["ath"] = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
    return jwt.encode(header, claims, KEY)


def send(method, url, token=None, **options):
    """A request with a proof, sent again when the server wants another nonce."""
    for _attempt in range(2):
        headers = {"DPoP": prove(method, url, token)}
        if token:
            headers["Authorization"] = f"DPoP {token}"
        answer = requests.request(method, url, headers=headers, timeout=10, **options)
        if "DPoP-Nonce" in answer.headers:
            nonces["nonce"] = answer.headers["DPoP-Nonce"]
        if answer.ok or answer.json().get("error") != "use_dpop_nonce":
            break
    answer.raise_for_status()
    return answer.json()


form = {
    "grant_type": "authorization_code",
    "client_id": "{{ client_id }}",
{%- if has_secret %}
    "client_secret": os.environ["CLIENT_SECRET"],
{%- elif uses_keys %}
    "client_assertion_type": "{{ assertion_type }}",
    "client_assertion": os.environ["CLIENT_ASSERTION"],
{%- endif %}
    "code": os.environ["CODE"],
    "redirect_uri": "{{ redirect_uri|replace("\\", "\\\\")|replace('"', '\\"') }}",
    "code_verifier": os.environ["VERIFIER"],
}
tokens = send("POST", f"{HOST}/oauth/token", data=form)
print(tokens["token_type"])
events = send("GET", f"{HOST}/api/v1/organizer/events", tokens["access_token"])
print(len(events["data"]), "events")
