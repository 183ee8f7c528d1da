"""The mails of the consent page: to a team's owners, and to members who asked them."""

from app.language.texts import lazy_gettext as _
from app.mail import delivery
from app.models.accounts.user import User
from app.models.grants.grant import Grant
from app.models.grants.owner_request import OwnerRequest
from app.models.teams.membership import Membership
from app.models.values import scopes
from app.oauth.authorization.approval import Approval
from app.web.public_url import public_url_for


def tell(approval: Approval) -> None:
    """Tell owners about new write access, and members that their requests are approved."""
    if approval.may_write_now:
        tell_owners(approval.grant, approval.by)
    for request in approval.settled:
        tell_asker(request, approval.by)


def tell_owners(grant: Grant, by: User) -> None:
    """Mail every owner of the grant's teams that an app may change their events now."""
    lines = [scope.sentence for scope in scopes.describe(scopes.parse(grant.scopes))]
    owners = Membership.list_owners(grant.teams)
    for team in grant.teams:
        subject = _(
            "%(app)s may now change events of %(team)s", app=grant.client.name, team=team.name
        )
        link = public_url_for("portal.list_team_apps", slug=team.slug)
        values = {"by": by, "team": team, "app": grant.client.name, "lines": lines, "link": link}
        for owner in owners[team.id]:
            template = "oauth/mails/write_access.txt"
            delivery.send_to(owner, subject, template, **values)


def ask_owners(request: OwnerRequest) -> None:
    """Mail the team's owners a member's request."""
    team = request.team
    link = public_url_for("portal.show_owner_request", slug=team.slug, request_id=request.public_id)
    subject = _(
        "%(person)s asks you to connect %(app)s to %(team)s",
        person=request.user.name,
        app=request.client.name,
        team=team.name,
    )
    for owner in Membership.list_owners([team])[team.id]:
        template, values = "oauth/mails/asked.txt", {"request": request, "link": link}
        delivery.send_to(owner, subject, template, **values)


def tell_asker(request: OwnerRequest, by: User) -> None:
    """Mail the member who asked that an owner has authorized the app."""
    names = {"app": request.client.name, "team": request.team.name}
    delivery.send_to(
        request.user,
        _("%(app)s is connected to %(team)s", **names),
        "oauth/mails/allowed.txt",
        by=by,
        **names,
        link=public_url_for("portal.list_team_apps", slug=request.team.slug),
    )
