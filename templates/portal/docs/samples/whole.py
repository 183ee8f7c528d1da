"""Connect with Stagedoor, then print the next events. Needs: pip install authlib requests"""

import os

from authlib.common.security import generate_token
from authlib.integrations.requests_client import OAuth2Session

SERVER = "{{ public_url }}"

app = OAuth2Session(
    client_id="{{ client_id }}",
    client_secret=os.environ["CLIENT_SECRET"],
    redirect_uri="{{ redirect_uri }}",
    scope="events:read",
    code_challenge_method="S256",
)

# 1. Send the organizer's browser here. Keep state and verifier in their session.
verifier = generate_token(48)
url, state = app.create_authorization_url(f"{SERVER}/oauth/authorize", code_verifier=verifier)
print("Open", url)

# 2. They come back to your redirect URI with a code. Authlib compares the state.
answer = input("The whole address you were sent back to: ")
app.fetch_token(
    f"{SERVER}/oauth/token", authorization_response=answer, state=state, code_verifier=verifier
)

# 3. Read the feed.
events = app.get(f"{SERVER}/api/v1/organizer/events").json()
for event in events["data"]:
    print(event["start"]["local"], event["title"])

# 4. A new access token, and later the end of both.
app.refresh_token(f"{SERVER}/oauth/token", refresh_token=app.token["refresh_token"])
app.revoke_token(f"{SERVER}/oauth/revoke", token=app.token["refresh_token"])
