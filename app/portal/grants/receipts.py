"""Receipts: what the user approved, as a page and as a signed file to keep."""

from flask import Response, abort, render_template, request
from flask.typing import ResponseReturnValue

from app.config import settings
from app.database.transactions import start_writing
from app.extensions import db
from app.models.accounts import languages
from app.models.credentials.signing_keys import signed_token
from app.models.grants import grant_search
from app.models.grants.consent_receipt import TYPE, ConsentReceipt
from app.models.grants.grant import Grant
from app.portal.blueprint import bp
from app.portal.grants.connected_apps import own_grants
from app.web.signed_in import current_person

MEDIA_TYPE = "application/jose"  # RFC 7515 section 9.2.1


@bp.get("/account/apps/<grant_id>/receipt")
def show_receipt(grant_id: str) -> ResponseReturnValue:
    """One approval, by default the last; the others are linked."""
    grant = find_approved_grant(grant_id)
    receipts = ConsentReceipt.list_of(grant, current_person())
    return render_template(
        "portal/grants/connected_apps/receipt.html",
        grant=grant,
        is_own=grant.user_id == current_person().id,
        receipts=receipts,
        receipt=find_receipt(grant) if receipts else None,
        language_names=languages.NAMES,
        keys=f"{settings().public_url}/oauth/receipt-keys.json",
    )


@bp.get("/account/apps/<grant_id>/receipt.jws")
def download_receipt(grant_id: str) -> ResponseReturnValue:
    """The receipt as a compact JWS under the key that signs now."""
    start_writing()  # the first key is made when there is none
    receipt = find_receipt(find_approved_grant(grant_id))
    signed = signed_token.sign(receipt.claims, typ=TYPE)
    db.session.commit()
    response = Response(signed, content_type=MEDIA_TYPE)
    name = f"receipt-{receipt.public_id}.jws"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = "no-store"
    return response


def find_approved_grant(grant_id: str) -> Grant:
    """The grant if it is the user's, or was before another owner adopted it; 404 otherwise."""
    approved = own_grants() | ConsentReceipt.has_any(current_person())
    return grant_search.find(approved, grant_id) or abort(404)


def find_receipt(grant: Grant) -> ConsentReceipt:
    """The user's requested receipt of the grant, by default the last; 404 when there is none."""
    receipt_id = request.args.get("id")
    receipts = ConsentReceipt.list_of(grant, current_person())
    matches = [each for each in receipts if receipt_id in {None, each.public_id}]
    return matches[0] if matches else abort(404)
