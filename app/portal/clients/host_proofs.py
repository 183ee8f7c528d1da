"""Proving that an app answers for the host of its redirect URIs: what to publish, and the check."""

from dataclasses import dataclass

from flask import abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.extensions import db
from app.language.texts import gettext as _
from app.language.texts import lazy_gettext
from app.models.clients import client_search, host_proof
from app.models.clients.client import Client
from app.models.clients.host_proof import MAX_FILE, Fault, HostProof
from app.outbound import fetch
from app.outbound.fetch import OutboundError
from app.portal.access.own_client import find_own_client
from app.portal.access.rate_limits import count_requests
from app.portal.blueprint import bp

SECONDS = 5.0  # in total, while the developer waits
NOT_THERE = frozenset({401, 403, 404, 410})  # statuses
FAULT_OF = {
    "address": Fault.HOST,
    "answer": Fault.UNREACHABLE,
    "host": Fault.HOST,
    "redirect": Fault.REDIRECT,
    "size": Fault.CONTENT,
    "time": Fault.TIME,
}
SENTENCES = {
    Fault.MISSING: lazy_gettext("The host has no such file."),
    Fault.CONTENT: lazy_gettext("The file holds something else."),
    Fault.REDIRECT: lazy_gettext("The host leads on to another address. Answer there directly."),
    Fault.HOST: lazy_gettext("There is no public server of this name."),
    Fault.UNREACHABLE: lazy_gettext("The server cannot be reached, or its certificate is wrong."),
    Fault.TIME: lazy_gettext("The server took too long."),
}


@dataclass(frozen=True)
class HostState:
    """One host for the page: its last check, why it failed, and whether another app is ahead."""

    host: str
    proof: HostProof | None
    fault: str | None
    is_held_by_another: bool

    @property
    def is_proven(self) -> bool:
        """Whether the proof counts now."""
        return self.proof is not None and self.proof.is_valid


@bp.post("/developer/apps/<client_id>/redirect-uris/host")
@count_requests("rate_limit_fetch")
def check_host(client_id: str) -> ResponseReturnValue:
    """Look for the file on one of the app's hosts, and note what was found."""
    client, host = find_own_client(client_id), request.form.get("host", "")
    if host not in hosts_of(client):
        abort(404)
    # Others can write meanwhile; whose app it is is checked again afterwards.
    db.session.rollback()
    fault = look(client_id, host)
    client = find_own_client(client_id)
    client.hold()
    HostProof.record(client, host, fault)
    db.session.commit()
    flash(*_notice(host, fault))
    return redirect(url_for("portal.show_redirect_uris", client_id=client_id, _anchor="hosts"))


def look(client_id: str, host: str) -> Fault | None:
    """Fetch the file; None when it proves the host."""
    url = f"https://{host}{host_proof.path_of(client_id)}"
    try:
        body = fetch.fetch(url, max_bytes=MAX_FILE, seconds=SECONDS)
    except OutboundError as error:
        is_missing = error.reason == "answer" and error.status in NOT_THERE
        return Fault.MISSING if is_missing else FAULT_OF[error.reason]
    text = body.decode("utf-8-sig", "replace").strip()
    return None if text == host_proof.content_of(client_id) else Fault.CONTENT


def hosts_of(client: Client) -> list[str]:
    """The hosts of its redirect URIs that can be proven, each once."""
    hosts = map(host_proof.host_of, client.registered_uris())
    return list(dict.fromkeys(host for host in hosts if host))


def describe(client: Client) -> list[HostState]:
    """Every host with its state."""
    return [_state(client, host) for host in hosts_of(client)]


def _state(client: Client, host: str) -> HostState:
    proof = HostProof.find(client, host)
    fault = str(SENTENCES[Fault(proof.fault)]) if proof and proof.fault else None
    uris = [uri for uri in client.registered_uris() if host_proof.host_of(uri) == host]
    held = client.direct_token and any(
        client_search.find_by_direct_uri(uri) is not client for uri in uris
    )
    return HostState(host, proof, fault, held)


def _notice(host: str, fault: Fault | None) -> tuple[str, str]:
    if fault is None:
        return _("%(host)s is proved to be yours.", host=host), "ok"
    return _("%(host)s is not proved. %(why)s", host=host, why=SENTENCES[fault]), "bad"
