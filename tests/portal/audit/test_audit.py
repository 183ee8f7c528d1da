"""The audit trail for operators: filters, pages, CSV."""

import csv
import io

import pytest

from app.extensions import db
from app.models.accounts.user import User
from app.models.audit import audit_trail
from app.models.clients.client import Client
from tests.support import audit, factories
from tests.support.client_pages import make
from tests.support.operator_pages import ADMIN, DEVI

DAY = 86_400  # seconds
FIRST_DAY = 1_767_225_600  # 1 January 2026


@pytest.fixture
def trail(app, admin, waiting, clock):
    """Four lines on four days: who, what and about whom differ."""

    def write():
        ada, devi = User.find_by_email(ADMIN), User.find_by_email(DEVI)
        team = factories.make_team(devi, slug="back-room")
        client = Client.find(waiting)
        audit.forget()
        for day, (action, facts) in enumerate(
            (
                ("client.refused", {"actor": ada, "client": client, "reason": "=cmd()"}),
                ("team.created", {"actor": devi, "team": team}),
                ("user.disabled", {"actor": ada, "subject": devi, "reason": "Spam"}),
                ("member.added", {"actor": devi, "team": team}),
            )
        ):
            clock.at = FIRST_DAY + day * DAY
            audit_trail.record(action, **facts)
            db.session.flush()

    now = clock.at
    make(app, write)
    clock.at = now
    return waiting


def shown(browser, query):
    """The reasons and kinds that the page lists, of the four."""
    page = browser.get(f"/admin/audit?{query}").text.partition("<tbody>")[2]
    kinds = ("App refused", "Team created", "Account disabled", "Member added")
    return [kind for kind in kinds if f">{kind}</td>" in page]


def test_lines_are_found_by_who_what_about_and_when(admin, trail):
    assert shown(admin, f"actor={ADMIN}&to=2026-01-10") == ["App refused", "Account disabled"]
    assert shown(admin, "kind=team.created") == ["Team created"]
    assert shown(admin, f"about={trail}") == ["App refused"]
    assert shown(admin, "about=back-room") == ["Team created", "Member added"]
    assert shown(admin, f"about={DEVI}") == ["Account disabled"]
    assert shown(admin, "from=2026-01-02&to=2026-01-03") == ["Team created", "Account disabled"]
    assert shown(admin, f"actor={DEVI}&kind=member.added") == ["Member added"]


def test_days_begin_where_the_reader_is(app, admin, trail):
    make(app, lambda: setattr(User.find_by_email(ADMIN), "timezone", "America/New_York"))
    assert shown(admin, "from=2026-01-01&to=2026-01-01") == ["Team created"]


@pytest.mark.parametrize(
    "query",
    ["actor=nobody@example.org", "about=no-such", "from=yesterday", "to=9999-12-31"],
)
def test_filter_that_fits_nothing_says_so(admin, trail, query):
    page = admin.get(f"/admin/audit?{query}")
    assert page.status_code == 200
    assert "No line matches" in page.text
    assert "field-error" in page.text


@pytest.mark.both_databases
def test_days_and_positions_beyond_all_lines_are_no_fault(admin):
    for query in ("from=0001-01-01", "from=9999-01-01", "to=0001-01-02", "after=-99999999999.1"):
        assert admin.get(f"/admin/audit?{query}").status_code == 200, query


def test_long_trail_goes_on_page_after_page(app, admin, clock):
    """All at one moment: a page's end between them loses none."""

    def write():
        for number in range(120):
            audit_trail.record("team.changed", number=number)

    make(app, write)
    seen, path = [], "/admin/audit?kind=team.changed"
    while path:
        page = admin.get(path).text
        seen += [number for number in range(120) if f">number: {number}<" in page]
        path = page.partition('rel="next" href="')[2].partition('"')[0].replace("&amp;", "&")
    assert sorted(seen) == list(range(120))


def test_file_holds_the_same_lines_and_no_formula(admin, trail):
    answer = admin.get(f"/admin/audit.csv?about={trail}")
    assert answer.content_type.startswith("text/csv")
    assert answer.headers["Cache-Control"] == "no-store"
    head, line = csv.reader(io.StringIO(answer.text.removeprefix("\ufeff")))
    assert (len(head), line[0], line[1]) == (len(line), "2026-01-01T00:00:00Z", "client.refused")
    assert line[-1] == '{"reason": "=cmd()"}'
    assert admin.get("/admin/audit.csv?actor=nobody@example.org").text.count("\n") == 1


def test_name_that_is_a_formula_stays_text_in_the_file(app, admin, trail):
    make(app, lambda: setattr(User.find_by_email(DEVI), "name", "=HYPERLINK(0)"))
    assert '"\'=HYPERLINK(0)"' in admin.get("/admin/audit.csv?kind=team.created").text


def test_page_says_whether_its_lines_are_what_was_written(app, admin, trail):
    page = admin.get(f"/admin/audit?about={trail}").text
    assert "those on this page are intact" in page
    make(app, lambda: db.session.execute(db.text("UPDATE audit_event SET detail = '{}'")))
    page = admin.get(f"/admin/audit?about={trail}").text
    assert "The audit trail was tampered with" in page
    assert "Altered" in page.partition("<tbody>")[2]
