"""What a client answers decides whether it is told again."""

import pytest

from app.backchannel import delivery
from app.extensions import db
from app.models.housekeeping.logout_notice import LogoutNotice
from tests.support import factories
from tests.support.listener import answer
from tests.support.outbound import towards


@pytest.mark.parametrize(
    ("status", "is_told", "is_over"),
    [
        ("200 OK", True, True),
        ("204 No Content", True, True),
        ("302 Found", False, False),
        ("400 Bad Request", False, True),
        ("500 Oops", False, False),
    ],
)
def test_answer_decides(context, listener, status, is_told, is_over):
    client, _secret = factories.make_client()
    client.backchannel_logout_uri = "http://reader.example/logout"
    notice = LogoutNotice(session="ses_x", client=client, user=factories.make_user())
    db.session.add(notice)
    db.session.commit()
    listener.says(answer(b"", status=status))
    assert delivery.deliver_first(towards(listener))
    assert (notice.delivered_at is not None, notice.due_at is None) == (is_told, is_over)


def test_nothing_is_due(context, listener):
    assert not delivery.deliver_first(towards(listener))
