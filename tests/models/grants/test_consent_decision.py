"""Decisions on consent pages: one for each page."""

from app.models.grants.consent_decision import ConsentDecision
from app.models.values import secret
from tests.support.factories import make_client, make_user


def test_each_page_is_answered_once(context):
    (client, _secret), user = make_client(), make_user()
    page, other = (secret.generate(secret.Kind.CONSENT) for _each in range(2))
    assert ConsentDecision.find(page) is None

    assert ConsentDecision.take(page, user, client, approved=True)
    assert not ConsentDecision.take(page, user, client, approved=False)
    assert ConsentDecision.take(other, user, client, approved=False)

    assert ConsentDecision.find(page).approved
    assert not ConsentDecision.find(other).approved
