"""What people read about what ends when their address is proved for the first time."""

from collections.abc import Iterator

from app.language.texts import gettext as _
from app.language.texts import ngettext
from app.models.accounts.user import User
from app.models.housekeeping import address_proof

MAX_NAMES = 5  # of teams or apps in one sentence


def describe(user: User) -> list[str]:
    """Return a sentence for each kind of thing; [] when nothing ends."""
    return list(_sentences(address_proof.foresee(user)))


def _sentences(lost: address_proof.Belongings) -> Iterator[str]:
    if lost.owned:
        names = _names([team.name for team in lost.owned])
        yield _("Deleted with all events, as no one else owns them: %(teams)s.", teams=names)
    if lost.joined:
        yield _("You leave these teams: %(teams)s.", teams=_names([t.name for t in lost.joined]))
    if lost.developer_teams:
        names = _names([team.name for team in lost.developer_teams])
        yield _("You leave these developer teams: %(teams)s.", teams=names)
    if lost.clients:
        names = _names([client.name for client in lost.clients])
        yield _("Deleted, with the access people gave them: %(apps)s.", apps=names)
    if lost.grants:
        yield ngettext("One connected app.", "%(num)s connected apps.", lost.grants)
    if lost.factors:
        yield ngettext(
            "One second factor. Set it up again afterwards.",
            "%(num)s second factors. Set them up again afterwards.",
            lost.factors,
        )


def _names(names: list[str]) -> str:
    shown = ", ".join(names[:MAX_NAMES])
    more = len(names) - MAX_NAMES
    return _("%(names)s and %(num)s more", names=shown, num=more) if more > 0 else shown
