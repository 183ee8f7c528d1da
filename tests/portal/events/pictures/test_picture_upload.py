"""Uploading the picture of an event, and who gets to see it."""

from io import BytesIO

import pytest

from app.extensions import db
from app.models.events.event import Event
from app.models.events.pictures.picture import KEPT, Picture, PictureFile
from app.models.housekeeping import purge, team_deletion
from app.models.teams.team import Team
from app.models.values import clock
from app.models.values.errors import ValidationError
from app.models.values.pictures import encoding
from tests.support.factories import make_user
from tests.support.forms import find_form, read_forms
from tests.support.hall import EVENTS, add, only_event
from tests.support.people import sign_in
from tests.support.pictures import make_picture, photograph

EDIT = f"{EVENTS}/spring-night/edit"
BOTH = pytest.mark.both_databases


def send(editor, path, button, content=None, **fields):
    """Fill in the form at ``path``, with this file for its picture."""
    values = dict(find_form(editor.get(path).text, button).press(button, **fields))
    values["picture"] = (BytesIO(photograph() if content is None else content), "photo.jpg")
    target = f"{EVENTS}/new" if path.endswith("duplicate") else path
    return editor.post(target, data=values)


def path_of(link):
    return link.removeprefix("http://localhost")


@BOTH
def test_new_event_shows_the_picture_in_sizes_to_everybody(app, editor):
    answer = send(
        editor,
        f"{EVENTS}/new",
        "Add",
        title="Jam",
        start_date="2027-03-20",
        start_time="20:00",
        picture_alt="The hall",
    )
    assert answer.status_code == 302
    event = only_event(app)
    assert event.picture_alt == "The hall"
    stranger = app.test_client()
    page = stranger.get("/harbour-hall/jam").text
    path = path_of(event.image_url)
    assert f'src="{path}"' in page
    assert 'alt="The hall"' in page
    assert path.replace(".jpg", ".webp") in page
    answer = stranger.get(path)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "image/jpeg"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert "Set-Cookie" not in answer.headers
    again = stranger.get(path, headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304


def test_picture_of_a_hidden_event_is_for_the_team_alone(app, editor):
    add(app, visibility="private")
    send(editor, EDIT, "Save")
    path = path_of(only_event(app).image_url)
    assert editor.get(path).headers["Cache-Control"] == "private, max-age=3600"
    assert app.test_client().get(path).status_code == 404


def test_saving_again_keeps_the_picture_and_a_box_removes_it(app, editor):
    add(app)
    send(editor, EDIT, "Save", picture_alt="The hall")
    link = only_event(app).image_url
    form = find_form(editor.get(EDIT).text, "Save")
    editor.post(EDIT, data=form.press("Save", title="Jam"))
    assert (only_event(app).title, only_event(app).image_url) == ("Jam", link)
    form = find_form(editor.get(EDIT).text, "Save")
    editor.post(EDIT, data=form.press("Save", remove_picture="y"))
    event = only_event(app)
    assert (event.image_url, event.picture_alt, event.picture_id) == (None, None, None)


def test_copy_of_an_event_shows_the_same_picture(app, editor):
    add(app)
    send(editor, EDIT, "Save")
    form = find_form(editor.get(f"{EVENTS}/spring-night/duplicate").text, "Add")
    editor.post(f"{EVENTS}/new", data=form.press("Add"))
    with app.app_context():
        events = db.session.scalars(db.select(Event)).all()
        assert len({event.image_url for event in events}) == 1
        assert db.session.scalar(db.select(db.func.count(Picture.id))) == 1


@pytest.mark.parametrize("content", [b"", b"x" * 100, b"<svg/>"], ids="empty text svg".split())
def test_file_that_is_no_picture_is_refused_beside_its_field(app, editor, content):
    add(app)
    answer = send(editor, EDIT, "Save", content, title="Jam")
    assert answer.status_code == 422
    assert "cannot be read as a picture" in answer.text
    assert only_event(app).title == "Spring night"


def test_other_errors_ask_for_the_file_again_and_keep_nothing(app, editor):
    add(app)
    answer = send(editor, EDIT, "Save", title="")
    assert answer.status_code == 422
    assert "Choose the file again" in answer.text
    with app.app_context():
        assert db.session.scalar(db.select(db.func.count(Picture.id))) == 0


def test_team_beyond_its_quota_is_told(app, editor, monkeypatch):
    add(app)
    monkeypatch.setattr("app.models.events.pictures.picture._check_quota", refuse)
    answer = send(editor, EDIT, "Save")
    assert (answer.status_code, "is the limit" in answer.text) == (422, True)


def refuse(_team, _size):
    raise ValidationError("picture", "That is the limit.")


def test_viewer_uploads_nothing(app, hall, monkeypatch):
    add(app)
    viewer = app.test_client()
    sign_in(viewer, "vera@example.org")
    monkeypatch.setattr(encoding, "encode", None)  # nor is any work done
    token = read_forms(viewer.get("/account").text)[0].fields["csrf_token"]
    for path in (EDIT, f"{EVENTS}/new"):
        values = {"picture": (BytesIO(photograph()), "a.jpg"), "csrf_token": token}
        answer = viewer.post(path, data=values)
        assert answer.status_code == 403


@BOTH
def test_purge_removes_pictures_that_no_event_shows_for_a_week(app, editor, monkeypatch):
    add(app)
    send(editor, EDIT, "Save")
    send(editor, EDIT, "Save", make_picture(colour="red"))
    with app.app_context():
        shown = only_event(app).picture_id
        purge.purge()
        assert db.session.scalar(db.select(db.func.count(Picture.id))) == 2
        now = clock.now()
        monkeypatch.setattr(clock, "now", lambda: now + KEPT + 60)
        purge.purge()
        assert db.session.scalars(db.select(Picture.id)).all() == [shown]
        files = db.session.scalars(db.select(PictureFile.picture_id).distinct()).all()
        assert files == [shown]


@BOTH
def test_deleted_team_keeps_no_picture(app, editor):
    add(app)
    send(editor, EDIT, "Save")
    path = path_of(only_event(app).image_url)
    with app.app_context():
        team = Team.find("harbour-hall")
        team_deletion.delete(team, by=make_user("op@example.org"))
        db.session.commit()
        assert db.session.scalar(db.select(db.func.count(PictureFile.picture_id))) == 0
    assert app.test_client().get(path).status_code == 404


def test_address_of_a_picture_in_the_api_is_that_of_the_widest_jpeg(app, editor):
    add(app)
    send(editor, EDIT, "Save", make_picture(1000, 500))
    assert only_event(app).image_url.endswith("-1000.jpg")
