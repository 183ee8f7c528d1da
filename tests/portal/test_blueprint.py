"""Pages require sign-in unless they are public."""

from app.portal import blueprint


def test_page_leads_to_the_sign_in_and_back(client):
    answer = client.get("/teams?after=5")

    assert (answer.status_code, answer.location) == (302, "/login?next=/teams?after%3D5")


def test_public_page_and_options_need_no_sign_in(client):
    assert client.get("/login").status_code == 200
    assert client.options("/teams").status_code == 200


def test_public_marks_the_view_itself():
    def view():
        return ""

    assert blueprint.public(view) is view
    assert view.is_public
