# pip install joserfc
import json
import os
import urllib.request

from joserfc import jwt
from joserfc.jwk import KeySet

ISSUER = "{{ public_url }}"
CLIENT_ID = "{{ client_id }}"

# Keep the keys as long as Cache-Control says.
with urllib.request.urlopen(f"{ISSUER}/oauth/jwks.json") as answer:
    keys = KeySet.import_key_set(json.load(answer))

# The algorithm is yours to name, never the token's.
token = jwt.decode(os.environ["ID_TOKEN"], keys, algorithms=["RS256"])
jwt.JWTClaimsRegistry(
    leeway=60,
    iss={"essential": True, "value": ISSUER},
    aud={"essential": True, "value": CLIENT_ID},
    exp={"essential": True},
    # The one that you keep in this browser's session.
    nonce={"essential": True, "value": os.environ["NONCE"]},
).validate(token.claims)

print(token.claims["sub"])  # the user: find your account by iss and sub
