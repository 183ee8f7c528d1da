"""Operators: somebody can always run the installation."""

import pytest

from app.models.operators import operators
from app.models.values.errors import LastOperatorError
from tests.support.factories import make_user


@pytest.mark.parametrize("act", [operators.dismiss, operators.lock_out])
def test_last_operator_who_can_sign_in_stays_one(context, act):
    ada = make_user(is_operator=True)
    make_user(is_operator=True).disable()
    with pytest.raises(LastOperatorError):
        act(ada)
    assert (ada.is_operator, ada.is_active) == (True, True)


@pytest.mark.both_databases
def test_one_of_two_can_go_and_then_the_other_cannot(context):
    ada, bo = make_user(is_operator=True), make_user(is_operator=True)
    operators.dismiss(ada)
    with pytest.raises(LastOperatorError):
        operators.dismiss(bo)
    operators.appoint(ada)
    operators.lock_out(bo)
    assert not bo.is_active


def test_who_is_no_operator_is_locked_out_without_another(context):
    ana = make_user()
    operators.lock_out(ana)
    assert not ana.is_active
