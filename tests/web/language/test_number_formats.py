"""Numbers in each language."""

from app.web.language.number_formats import percent


def test_percent_has_the_point_and_the_space_of_the_language(app):
    shown = {"en": ("75%", "99.54%", "99.5%"), "de": ("75\xa0%", "99,54\xa0%", "99,5\xa0%")}
    for language, texts in shown.items():
        with app.test_request_context(headers={"Accept-Language": language}):
            assert (percent(0.75), percent(0.9954, 2), percent(0.995, 2)) == texts
