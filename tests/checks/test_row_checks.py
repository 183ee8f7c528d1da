"""What ``stagedoor check`` finds in the rows."""

import pytest

from app.checks import row_checks
from app.extensions import db
from app.models.clients.redirect_uri import RedirectURI
from tests.support import factories

pytestmark = [pytest.mark.both_databases, pytest.mark.usefixtures("context")]


def test_address_with_a_parameter_of_our_answers_is_named_by_its_app(settings):
    """And not shown itself: what is planted in it may be a credential."""
    client, _secret = factories.make_client()
    assert list(row_checks.find_answer_parameters(settings)) == []
    db.session.add(RedirectURI(uri="https://old.example/cb?code=planted", client=client))
    db.session.commit()
    [problem] = row_checks.find_answer_parameters(settings)
    assert problem.level == "warning"
    assert client.client_id in problem.text
    assert "the parameter code" in problem.text
    assert "planted" not in problem.text


def test_operator_whose_address_is_not_confirmed_is_named(settings):
    factories.make_user(is_operator=True)
    assert list(row_checks.find_unproved_accounts(settings)) == []
    factories.make_user("old@example.org", is_operator=True, verified_at=None)
    db.session.commit()
    [problem] = row_checks.find_unproved_accounts(settings)
    assert problem.level == "warning"
    assert "stagedoor user confirm old@example.org" in problem.text
