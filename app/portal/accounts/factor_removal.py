"""The page that asks before a second factor is removed, whatever its kind."""

from flask import render_template

from app.models.accounts.second_factors import second_factors
from app.models.teams import factor_policy
from app.web.signed_in import current_person


def show(heading: str, action: str, label: str) -> str:
    """Ask before a factor is removed; refuse it for a last factor that is demanded.

    ``action`` is where the button ``label`` leads.
    """
    person = current_person()
    is_last = second_factors.read(person).count == 1
    return render_template(
        "portal/accounts/security/remove_factor.html",
        heading=heading,
        action=action,
        label=label,
        is_last=is_last,
        is_kept=is_last and factor_policy.is_demanded_of(person),
    )
