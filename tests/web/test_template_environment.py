"""The environment of our templates renders what Jinja's own does."""

import pytest
from jinja2 import DictLoader, Environment, pass_context, pass_eval_context
from markupsafe import Markup

TEMPLATES = {
    "part": "{% macro part(text, b=1) %}<i>{{ text }}{{ caller() if caller }}</i>{% endmacro %}",
    "base": "<{% block head %}{% endblock %}>{% block main %}{{ text }}{% endblock %}",
    "included": "{{ text }}{{ more }}",
}


class Named:
    def __call__(self, text):
        return f"<{text}>"


@pass_context
def look_up(context, name):
    return context.get(name)


@pass_eval_context
def escapes(context):
    return context.autoescape


GLOBALS = {"named": Named(), "look_up": look_up, "escapes": escapes, "plain": str.upper}
VALUES = {"text": "<a & 'b'>", "more": Markup("<b>"), "none": None, "numbers": [1, 2.5], "f": len}


@pytest.mark.parametrize(
    "source",
    [
        "{{ text }}{{ more }}{{ none }}{{ missing }}{{ numbers }}{{ 3 }}{{ text|safe }}",
        "{% from 'part' import part %}{{ part(text) }}{{ part(more) }}{{ part(text=more) }}",
        "{% from 'part' import part %}{% call part(text) %}<u>{{ text }}</u>{% endcall %}",
        "{% from 'part' import part %}{% set s %}{{ part(text) }}{% endset %}{{ s }}{{ s ~ text }}",
        "{% import 'part' as all %}{{ all.part(text) }}",
        "{% extends 'base' %}{% block main %}[{{ super() }}]{{ self.head() }}{% endblock %}",
        "{% for n in numbers %}{{ look_up('n') }}{% include 'included' %}{% endfor %}",
        "{{ text if none }}{{ text if more }}{% set x = 1 if none %}{{ x is defined }}{{ x }}",
        "{{ named(text) }}{{ plain(text) }}{{ f(numbers) }}{{ escapes() }}{{ text.upper() }}",
        "{% autoescape false %}{{ text }}{{ escapes() }}{% endautoescape %}{{ text }}",
        "{% macro m(x) %}{{ x }}{{ varargs }}{{ kwargs }}{% endmacro %}{{ m(text, more, y=text) }}",
        "{% with x = text %}{{ x }}{% endwith %}{% set printed = more %}{{ printed }}{{ text }}",
    ],
)
def test_page_is_the_one_that_jinja_renders(app, source):
    environment = app.jinja_env.overlay(loader=DictLoader(TEMPLATES), autoescape=True)
    theirs = Environment(loader=DictLoader(TEMPLATES), autoescape=True)
    for each in (environment, theirs):
        each.globals.update(GLOBALS)
    ours = environment.from_string(source).render(**VALUES)
    assert ours == theirs.from_string(source).render(**VALUES)


def test_template_may_have_globals_of_its_own(app):
    template = app.jinja_env.from_string("{{ own }}{{ instance_name }}", globals={"own": "<"})
    assert template.render() == "&lt;Stagedoor"
    assert "own" not in app.jinja_env.globals


def test_text_is_not_escaped_where_a_template_is_not_html(app):
    template = app.jinja_env.overlay(loader=DictLoader({"a.txt": "{{ text }}"})).get_template(
        "a.txt"
    )
    assert template.render(**VALUES) == "<a & 'b'>"


def test_loaded_template_is_found_by_its_name_unless_files_may_change(app):
    templates = {
        "page": "{% from 'part' import m %}{{ m() }}",
        "part": "{% macro m() %}1{% endmacro %}",
    }
    environment = app.jinja_env.overlay(loader=DictLoader(templates))
    assert environment.get_template("page").render() == "1"
    page = environment.get_template("page")
    templates["page"] = "2"
    assert environment.get_template("page") is page
    assert environment.get_template(page) is page
    assert environment.get_template("part", globals={"own": 1}).globals["own"] == 1
    reloading = app.jinja_env.overlay(loader=DictLoader(templates), auto_reload=True)
    assert reloading.get_template("page").render() == "2"
    templates["page"] = "3"
    assert reloading.get_template("page").render() == "3"
