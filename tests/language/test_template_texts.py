"""Templates have the texts of the reader's language, with escaped values."""

import pytest

from app.language.current import force_locale


@pytest.fixture
def render(app, context):
    def write(source, **values):
        return app.jinja_env.from_string(source).render(**values)

    return write


def test_text_is_in_the_language_of_the_page(render):
    assert render('{{ _("Sign in") }}') == "Sign in"
    with force_locale("de"):
        assert (
            render('{{ _("Sign in") }}{% trans %}Sign up{% endtrans %}') == "AnmeldenKonto anlegen"
        )


def test_values_are_escaped_and_markup_is_not(render):
    source = '{% set b %}<b>{{ name }}</b>{% endset %}{{ _("<i>%(a)s, %(b)s", a=name, b=b) }}'
    assert render(source, name="<x>") == "<i>&lt;x&gt;, <b>&lt;x&gt;</b>"


def test_text_is_a_format_even_without_values(render):
    assert render('{{ _("100%%") }}{% trans %}50%{% endtrans %}') == "100%50%"


@pytest.mark.parametrize(("count", "text"), [(1, "one &lt;"), (2, "2 &lt;")])
def test_form_depends_on_the_number(render, count, text):
    source = '{{ ngettext("one %(what)s", "%(num)s %(what)s", count, what="<") }}'
    assert render(source, count=count) == text
    source = (
        "{% trans num=count, what='<' %}one {{ what }}{% pluralize %}{{ num }} {{ what }}"
        "{% endtrans %}"
    )
    assert render(source, count=count) == text


def test_number_has_the_separators_of_the_page(render):
    with force_locale("de"):
        assert render("{{ 1234|numberformat }}") == "1.234"
