"""The token response: its members and their order."""

from app.models.credentials.refresh_token import TokenPair
from app.oauth.token_response import token_answer


def test_members_have_the_documented_order():
    answer = token_answer(TokenPair("at", "rt", 7200, "events:read", 1_800_000_000))
    assert list(answer.items()) == [
        ("access_token", "at"),
        ("token_type", "Bearer"),
        ("expires_in", 7200),
        ("refresh_token", "rt"),
        ("scope", "events:read"),
        ("created_at", 1_800_000_000),
    ]


def test_refresh_token_is_left_out_when_there_is_none():
    assert "refresh_token" not in token_answer(TokenPair("at", None, 7200, "public", 1))
