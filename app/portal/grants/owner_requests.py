"""Requests of members to connect an app to a team; an owner consents or denies."""

from urllib.parse import urlencode

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from wtforms import TextAreaField
from wtforms.validators import Length

from app.extensions import db
from app.language.texts import gettext as _
from app.language.texts import lazy_gettext
from app.models.grants import connect_rule
from app.models.grants.owner_request import MAX_NOTE, OwnerRequest
from app.models.teams.membership import Membership
from app.models.teams.team import Team
from app.models.values import plain_text
from app.portal import mails
from app.portal.access.team_access import require_owner
from app.portal.blueprint import bp
from app.portal.forms.fields import PortalForm
from app.portal.grants import grant_presenter
from app.web.signed_in import current_person


class DenyForm(PortalForm):
    """The owner's answer to the member who asked."""

    answer = TextAreaField(
        lazy_gettext("Answer"),
        [Length(max=MAX_NOTE, message=lazy_gettext("Write at most 300 characters."))],
        filters=[lambda text: plain_text.lines(text or "").strip()],
        render_kw={"rows": 2, "maxlength": MAX_NOTE},
    )


@bp.get("/teams/<slug>/apps/requests/<request_id>")
def show_owner_request(slug: str, request_id: str) -> ResponseReturnValue:
    """The request, the link to the owner's own consent page, and the form to deny it."""
    team = require_owner(slug).team
    return _show(team, find_request(team, request_id), DenyForm(formdata=None))


@bp.post("/teams/<slug>/apps/requests/<request_id>")
def deny_owner_request(slug: str, request_id: str) -> ResponseReturnValue:
    """Deny the request, and mail the answer to the member who asked."""
    team = require_owner(slug, needs_proof=False).team
    request, form = find_request(team, request_id), DenyForm()
    if not form.validate():
        return _show(team, request, form), 422
    if request.deny(current_person()):
        db.session.commit()
        mails.send_owner_request_denied(request, form.answer.data)
    flash(_("Request denied. %(person)s is told by mail.", person=request.user.name), "ok")
    return redirect(url_for("portal.list_team_apps", slug=team.slug))


def find_request(team: Team, request_id: str) -> OwnerRequest:
    """The open request with this id to the owners of ``team``; 404 otherwise."""
    return OwnerRequest.find_waiting(team, request_id) or abort(404)


def consent_address(request: OwnerRequest) -> str | None:
    """The owner's own consent page; None when only the app can start the flow."""
    if not request.leads_to_consent:
        return None
    parameters = {
        "response_type": "code",
        "client_id": request.client.client_id,
        "redirect_uri": request.redirect_uri,
        "scope": request.scopes,
        "team": request.team.slug,
        "prompt": "consent",
    }
    return f"{url_for('oauth.ask_consent')}?{urlencode(parameters)}"


def _show(team: Team, request: OwnerRequest, form: DenyForm) -> str:
    return render_template(
        "portal/grants/owner_requests/show.html",
        team=team,
        membership=Membership.find(team, current_person()),
        owner_request=request,
        scopes=grant_presenter.scope_lines(request.scopes),
        consent_url=consent_address(request),
        is_allowed=connect_rule.allows(team, request.client),
        form=form,
    )
