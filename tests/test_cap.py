"""Caps: places for one kind of work."""

import pytest

from app.cap import BusyError, Cap
from app.config import SHARES
from app.models.accounts import password
from tests.support.settings import make_settings


def test_a_place_is_free_again_however_its_work_ends():
    cap = Cap(1)
    with cap.place(), pytest.raises(BusyError), cap.place():
        pytest.fail("The only place is taken.")
    with pytest.raises(ZeroDivisionError), cap.place():
        _ = 1 / 0
    with cap.place():
        pass


@pytest.mark.parametrize(
    ("threads", "places"), [(1, (0, 0, 0)), (2, (1, 1, 1)), (4, (1, 1, 1)), (8, (3, 2, 2))]
)
def test_kinds_of_work_leave_a_thread(threads, places):
    chosen = make_settings(web_threads=threads)
    assert tuple(chosen.places(kind) for kind in SHARES) == places


def test_settings_may_give_a_kind_more_but_never_every_thread():
    chosen = make_settings(web_threads=8, long_polls=5, argon2_parallel_hashes=99)
    assert [chosen.places(kind) for kind in SHARES] == [5, 7, 2]


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/api/v1/me", "application/problem+json"),
        ("/oauth/token", "application/json"),
        ("/", "text/html"),
    ],
)
def test_a_full_process_says_when_to_come_back_in_the_callers_dialect(app, client, path, kind):
    def find_no_place():
        raise BusyError

    app.before_request_funcs.setdefault(None, []).append(find_no_place)
    answer = client.post(path) if path == "/oauth/token" else client.get(path)
    assert (answer.status_code, answer.mimetype, answer.headers["Retry-After"]) == (503, kind, "2")


def test_a_burst_of_sign_ins_is_refused_at_once(app, context):
    cap = password._make_cap(2)
    with cap.place(), cap.place(), pytest.raises(BusyError):
        password.hash_password("a long enough password")
    assert password.verify(password.hash_password("a long enough password"), "another") is False
