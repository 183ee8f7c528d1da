"""Access to the signed-in user's own apps; answers 404 for anyone else's app."""

from flask import abort

from app.models.clients.client import Client
from app.web.signed_in import current_person


def find_own_client(client_id: str) -> Client:
    """The user's own client with this id; 404 when there is none."""
    client = Client.find(client_id)
    if client is None or client.owner_id != current_person().id:
        abort(404)
    return client
