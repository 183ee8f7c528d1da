import time
import uuid

from joserfc import jwt
from joserfc.jwk import ECKey

key = ECKey.import_key(open("private-key.pem").read())
claims = {
    "iss": "{{ client_id }}",
    "sub": "{{ client_id }}",
    "aud": "{{ public_url }}",
    "exp": int(time.time()) + 60,
    "jti": str(uuid.uuid4()),
}
print(jwt.encode({"alg": "ES256", "kid": key.thumbprint()}, claims, key))
