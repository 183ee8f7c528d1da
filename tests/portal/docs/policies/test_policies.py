"""/privacy and /terms, where an operator has written them."""

import pytest

PAGES = {"/privacy": "privacy_page", "/terms": "terms_page"}


def set_files(app, **files):
    app.config["SETTINGS"] = app.config["SETTINGS"].model_copy(
        update={name: str(path) for name, path in files.items()}
    )


@pytest.mark.parametrize("address", PAGES)
def test_page_is_there_and_linked_once_its_file_is_set(app, client, tmp_path, address):
    assert client.get(address).status_code == 404
    for page in ("/", "/register"):
        assert f'href="{address}"' not in client.get(page).text
    path = tmp_path / "page.md"
    path.write_text("We keep **little**.")
    set_files(app, **{PAGES[address]: path})
    assert "<strong>little</strong>" in client.get(address).text
    for page in ("/", "/register", "/status"):
        assert f'href="{address}"' in client.get(page).text
    path.write_text("We keep nothing at all.")
    assert "nothing at all" in client.get(address).text


def test_missing_file_is_a_404_and_no_fault(app, client, tmp_path):
    set_files(app, privacy_page=tmp_path / "gone.md")
    assert client.get("/privacy").status_code == 404
