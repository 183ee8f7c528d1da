# 1. Your app. Once: pip install requests
import base64
import hashlib
{% if has_secret -%}
import os
{% endif -%}
import secrets
{% if uses_keys -%}
import subprocess
import sys
{% endif -%}
from urllib.parse import parse_qs, urlencode, urlsplit

import requests

SERVER = "{{ public_url }}"
REDIRECT_URI = "{{ redirect_uri }}"
{% if has_secret -%}
APP = {
    "client_id": "{{ client_id }}",
    "client_secret": os.environ["CLIENT_SECRET"],
}
{% elif uses_keys -%}
APP = {"client_id": "{{ client_id }}"}


def prove():
    """Sign each request: {{ public_url }}/docs/standards/client-keys"""
    program = [sys.executable, "client_assertion.py"]
    made = subprocess.run(program, capture_output=True, text=True, check=True)
    return {
        "client_assertion_type": "{{ assertion_type }}",
        "client_assertion": made.stdout.strip(),
    }


{% else -%}
APP = {"client_id": "{{ client_id }}"}  # public: no secret
{% endif -%}

# 2. Ask. Open the address that this prints; paste the one that you come back to.
state = secrets.token_urlsafe(16)
verifier = secrets.token_urlsafe(48)
digest = hashlib.sha256(verifier.encode()).digest()
question = {
    "response_type": "code",
    "client_id": APP["client_id"],
    "redirect_uri": REDIRECT_URI,
    "scope": "events:read",
    "state": state,
    "code_challenge": base64.urlsafe_b64encode(digest).rstrip(b"=").decode(),
    "code_challenge_method": "S256",
}
print(f"{SERVER}/oauth/authorize?{urlencode(question)}")
answer = parse_qs(urlsplit(input("You came back to: ")).query)

# 3. Exchange the code, after comparing the state.
def ask(endpoint, **fields):
    reply = requests.post(
        f"{SERVER}/oauth/{endpoint}", data=APP | {% if uses_keys %}prove() | {% endif %}fields, timeout=10
    )
    if not reply.ok:
        raise SystemExit(f"{reply.status_code} {reply.text}")
    return reply.json()


if answer.get("state") != [state] or "code" not in answer:
    raise SystemExit(f"Not connected: {answer.get('error', ['another state'])[0]}")
tokens = ask(
    "token",
    grant_type="authorization_code",
    code=answer["code"][0],
    code_verifier=verifier,
    redirect_uri=REDIRECT_URI,
)

# 4. Read the team's events.
reply = requests.get(
    f"{SERVER}/api/v1/organizer/events",
    params={"limit": 3},
    headers={"Authorization": f"Bearer {tokens['access_token']}"},
    timeout=10,
)
for event in reply.json()["data"]:
    print(event["start"]["local"], event["title"])

# 5. Refresh: a new pair replaces the old one. Then disconnect, which ends both.
tokens = ask(
    "token", grant_type="refresh_token", refresh_token=tokens["refresh_token"]
)
ask("revoke", token=tokens["refresh_token"])
print("Disconnected.")
