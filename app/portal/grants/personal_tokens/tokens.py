"""Personal tokens: make one, see it once, and see all of them."""

from flask import redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from app.config import settings
from app.database.transactions import start_writing
from app.extensions import db
from app.models.accounts.user import User
from app.models.credentials.personal_tokens import personal_token
from app.models.credentials.secret_handover import SecretHandover
from app.models.grants import grant_search
from app.models.grants.grant import Grant
from app.models.teams import factor_policy
from app.models.values import scopes
from app.portal import paging
from app.portal.access.fresh_proof import needs_fresh_proof
from app.portal.access.required_factor import lead_to_security
from app.portal.access.verified_email import needs_verified_email
from app.portal.blueprint import bp
from app.portal.grants import grant_presenter
from app.portal.grants.personal_tokens import token_mails
from app.portal.grants.personal_tokens.token_form import PersonalTokenForm
from app.web.public_url import public_url_for
from app.web.signed_in import current_person

HANDOVER_KEY = "token_handover"  # in the browser's session: grant and mask, until it is shown


@bp.get("/account/tokens")
@needs_verified_email
def list_personal_tokens() -> ResponseReturnValue:
    """The user's tokens, a new one in full, and the form for another."""
    made = _collect()
    return _show(PersonalTokenForm.of(current_person()), made)


@bp.post("/account/tokens")
@needs_verified_email
@needs_fresh_proof
def create_personal_token() -> ResponseReturnValue:
    """Make a token, and go to the list, which shows it once."""
    if factor_policy.keeps_from_authorizing(current_person()):
        return lead_to_security()
    form = PersonalTokenForm.of(current_person())
    if form.make(lambda: _make_once(current_person(), form)) is None:
        return _show(form), 422
    return redirect(url_for("portal.list_personal_tokens"))


def _make_once(user: User, form: PersonalTokenForm) -> str:
    """The ID of the form's grant: a new one, or the one made by its first submission.

    Raises ValidationError(field, …).
    """
    teams, lifetime = form.chosen_teams(), form.lifetime()
    names = frozenset(form.scopes.data or ())
    slugs = sorted(team.slug for team in teams)
    key = form.key_with(user.id, form.name.data, slugs, sorted(names), form.expires.data)
    db.session.execute(db.select(User.id).where(User.id == user.id).with_for_update())
    made_before = SecretHandover.find_owner(key) if key else None
    if made_before is not None:
        session[HANDOVER_KEY] = [made_before, key]
        return made_before
    grant, plain = personal_token.make(
        user, name=form.name.data, teams=teams, scope_names=names, lifetime=lifetime
    )
    key = SecretHandover.leave(grant.public_id, plain, key=key)
    session[HANDOVER_KEY] = [grant.public_id, key]
    made = grant.public_id
    db.session.commit()
    token_mails.send_created(user, grant)
    return made


def _collect() -> tuple[str, str] | None:
    """Grant and text of the new token if this browser has not shown it; never shown again."""
    if HANDOVER_KEY not in session or request.method != "GET":  # HEAD shows nothing
        return None
    start_writing()
    grant_id, key = session.pop(HANDOVER_KEY)
    plain = SecretHandover.collect(grant_id, key)
    db.session.commit()
    return (grant_id, plain) if plain else None


def _show(form: PersonalTokenForm, made: tuple[str, str] | None = None) -> str:
    own = personal_token.of_user(current_person())
    page = grant_search.page(own, after=paging.wanted())
    new = grant_search.find(own, made[0]) if made else None
    return render_template(
        "portal/grants/personal_tokens/list.html",
        form=form,
        new_token=made and made[1],
        curl=_curl(new) if new else None,
        tokens=[_describe(grant) for grant in page.rows],
        may_make=settings().max_personal_tokens > 0,
        **paging.links(page, "portal.list_personal_tokens"),
    )


def _describe(grant: Grant) -> dict[str, object]:
    return {**grant_presenter.describe(grant), "last_use": grant_presenter.last_use(grant)}


def _curl(grant: Grant) -> str:
    """A first call to paste, without the token itself."""
    names = scopes.parse(grant.scopes)
    path = "/api/v1/me" if "profile:read" in names else "/api/v1/tickets"
    if scopes.need_team(names) and grant.teams:
        path = f"/api/v1/organizer/{grant.teams[0].slug}/events"
    base = public_url_for("portal.home").rstrip("/")
    return f'curl {base}{path} -H "Authorization: Bearer $TOKEN"'
