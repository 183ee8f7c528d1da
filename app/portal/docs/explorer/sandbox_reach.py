"""What a try may change: the developer's sandbox, and apps that were registered by a try.

A credential within the request, wherever it is, could reach more: another team, or an app that
people use. Then the request is not sent.
"""

from sqlalchemy import select

from app.extensions import db
from app.language.texts import gettext as _
from app.models.clients.client_status import TRIED
from app.models.clients.registrations.registration_token import RegistrationToken
from app.models.credentials.access_token import AccessToken
from app.models.credentials.authorization_code import AuthorizationCode
from app.models.credentials.refresh_token import RefreshToken
from app.models.grants.grant import Grant
from app.models.housekeeping import leaked_credential
from app.models.values import secret
from app.models.values.errors import ValidationError
from app.models.values.secret import Kind
from app.portal.docs.explorer.api_request import ApiRequest
from app.portal.docs.explorer.operation_form import BODY, TOKEN, OperationForm

READS = "oauth.introspect_token"  # sent by POST, and changes nothing
REPORTS = "oauth.report_credentials"  # ends every credential that it is told of
# They authenticate an app, or matter only with a token for the team of the path.
OF_GRANTS = frozenset(
    {Kind.ACCESS_TOKEN, Kind.PERSONAL_TOKEN, Kind.REFRESH_TOKEN, Kind.AUTHORIZATION_CODE}
)
HARMLESS = frozenset({Kind.CLIENT_ID, Kind.CLIENT_SECRET, Kind.TICKET_CODE, Kind.PUSHED_REQUEST})


def require(team_id: int, form: OperationForm, sent: ApiRequest) -> None:
    """Raise ValidationError(field, …) when it might change more than the sandbox ``team_id``."""
    if not sent.route.writes or sent.route.endpoint == READS:
        return
    if not _stays_in(team_id, form.value(TOKEN), sent):
        raise ValidationError(TOKEN, _message())
    if "grant_id" in sent.route.places and not _is_sandboxed(_find_grant(form), team_id):
        raise ValidationError("path-grant_id", _message())
    values = [sent.path, sent.body, *(sent.form or {}).values(), *sent.headers.values()]
    if not all(_stays_in(team_id, text, sent) for text in leaked_credential.find_all(values)):
        raise ValidationError(BODY if form.find(BODY) is not None else TOKEN, _message())


def _message() -> str:
    return str(_("It reaches more than your sandbox. Changes are tried in your sandbox only."))


def _stays_in(team_id: int, credential: str, sent: ApiRequest) -> bool:
    kind = secret.kind_of(credential)
    if kind == Kind.REGISTRATION_TOKEN:
        registration = RegistrationToken.find(credential)
        return registration is None or registration.client.source == TRIED
    if kind in OF_GRANTS:
        return _is_sandboxed(_grant_of(credential), team_id)
    return kind is None or (kind in HARMLESS and sent.route.endpoint != REPORTS)


def _grant_of(credential: str) -> Grant | None:
    if (token := AccessToken.find(credential)) is not None:
        return token.grant
    if (refresh := RefreshToken.find(credential)) is not None:
        return refresh.family.grant
    code = db.session.scalar(
        select(AuthorizationCode).where(AuthorizationCode.digest == secret.digest(credential))
    )
    return code.grant if code is not None else None


def _find_grant(form: OperationForm) -> Grant | None:
    return db.session.scalar(select(Grant).where(Grant.public_id == form.value("path-grant_id")))


def _is_sandboxed(grant: Grant | None, team_id: int) -> bool:
    """Whether it is for the sandbox alone; True for one that does not exist."""
    return grant is None or [team.id for team in grant.teams] == [team_id]
