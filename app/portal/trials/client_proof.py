"""How an app authenticates in a sample: by a secret, by its own key, or as a public app.

Nothing secret is filled in: a secret is a variable, and a signature is made by the program on the
page about keys, which prints a new one each time.
"""

from app.models.clients.client import Client

NEXT_LINE = " \\\n  "  # of a shell command
ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
ASSERTION_COMMAND = "python3 client_assertion.py"


def curl_options(client_id: str, client: Client | None) -> list[str]:
    """The options of curl. Without a client, those of one with a secret."""
    if client is not None and client.proves_itself_by_key:
        return [
            f"-d client_assertion_type={ASSERTION_TYPE}",
            f'-d client_assertion="$({ASSERTION_COMMAND})"',
        ]
    if client is None or client.confidential:
        return [f'-u "{client_id}:$CLIENT_SECRET"']
    return [f"-d client_id={client_id}"]
