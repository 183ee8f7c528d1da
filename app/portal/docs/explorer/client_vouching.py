"""For which app the portal vouches in a try, instead of its secret.

The developer may do all of it with the secret, too. But a try must not reach what other people
allowed the app: it names a credential of the developer's own, or of the app itself.
"""

from app.extensions import db
from app.models.accounts.user import User
from app.models.clients.client import Client
from app.models.clients.developer_teams.developer_role import Act
from app.models.credentials.access_token import AccessToken
from app.models.credentials.refresh_token import RefreshToken
from app.models.grants.grant import Grant
from app.portal.docs.explorer.api_request import ApiRequest
from app.portal.docs.explorer.operation_form import APP, OperationForm
from app.portal.docs.reader import Reader


def find_client(
    form: OperationForm, request: ApiRequest, reader: Reader, user: User
) -> Client | None:
    """The chosen app of ``user``, when the request reaches nothing of others; else None."""
    if not request.route.operation.shows_client:
        return None
    client = next((app for app in reader.apps if app.client_id == form.value(APP)), None)
    if client is None or Act.CHANGE not in client.acts_of(user):
        return None
    return client if _reaches_only(user, form, request) else None


def _reaches_only(user: User, form: OperationForm, request: ApiRequest) -> bool:
    parameters = request.form or {}
    if "grant_id" in request.route.places:
        grant = db.session.scalar(
            db.select(Grant).where(Grant.public_id == form.value("path-grant_id"))
        )
        return grant is None or grant.user_id == user.id
    if "grant_type" in parameters:
        return parameters["grant_type"] == "client_credentials"
    text = parameters.get("token", "")
    access, refresh = AccessToken.find(text), RefreshToken.find(text)
    grants = [access.grant] if access else []
    grants += [refresh.family.grant] if refresh else []
    return all(grant.user_id in {None, user.id} for grant in grants)
