"""Texts are those of the reader's language, with their values, at once or when they are shown."""

import pytest
from markupsafe import Markup, escape

from app.language.current import force_locale
from app.language.texts import gettext, lazy_gettext, ngettext


def test_text_is_in_the_language_of_the_reader(context):
    assert gettext("Sign in") == "Sign in"
    with force_locale("de"):
        assert gettext("Sign in") == "Anmelden"
        assert gettext("Not a text of ours") == "Not a text of ours"


def test_values_may_have_any_name(context):
    assert gettext("%(text)s", text="a") == "a"
    assert str(lazy_gettext("%(text)s", text="a")) == "a"


@pytest.mark.parametrize(("count", "german"), [(0, "Teams"), (1, "Team"), (2, "Teams")])
def test_form_depends_on_the_number(context, count, german):
    assert ngettext("%(num)d team", "%(num)d teams", count).startswith(str(count))
    with force_locale("de"):
        assert ngettext("team", "teams", count) == german


def test_lazy_text_is_translated_when_it_is_shown(context):
    label = lazy_gettext("Sign in")
    with force_locale("de"):
        assert (str(label), f"{label}", label + "!") == ("Anmelden", "Anmelden", "Anmelden!")
        assert (label.upper(), len(label), label[:3]) == ("ANMELDEN", 8, "Anm")
        assert {label: 1} == {"Anmelden": 1}
    assert label == "Sign in"
    assert sorted([label, "About"]) == ["About", "Sign in"]


def test_lazy_text_is_escaped_like_any_other(context):
    label = lazy_gettext("%(name)s's events", name="<b>")
    assert escape(label) == "&lt;b&gt;&#39;s events"
    assert Markup("<p>%s</p>") % label == "<p>&lt;b&gt;&#39;s events</p>"


def test_lazy_text_is_one_outside_of_an_app():
    assert str(lazy_gettext("Sign in")) == "Sign in"
