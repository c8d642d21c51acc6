"""Templates escape every value, and a value that is missing is a fault."""

from pathlib import Path

import jinja2
import pytest

from toolkit.formats import html

EVIL = '</p><script>alert("1")</script>{{ 7 * 7 }}&'


@pytest.fixture
def template(tmp_path: Path) -> Path:
    """Give a template with a value as text, one as an attribute, and a loop."""
    path = tmp_path / "page.html"
    lines = ['<p title="{{ words }}">{{ words }}</p>', "{% for name in names %}", "<b>{{ name }}</b>", "{% endfor %}"]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_every_value_is_escaped_and_never_read_as_a_template(template: Path) -> None:
    page = html.render(template, {"words": EVIL, "names": [EVIL]})

    assert page.count("<") == 4
    assert page.count("{{ 7 * 7 }}") == 3
    assert page.count("&lt;script&gt;alert(&#34;1&#34;)") == 3


def test_lines_of_statements_leave_no_blank_lines(template: Path) -> None:
    page = html.render(template, {"words": "好", "names": ["甲", "乙"]})

    assert page.split() == ["<p", 'title="好">好</p>', "<b>甲</b>", "<b>乙</b>"]
    assert "\n\n" not in page


def test_a_value_that_is_not_given_is_a_fault(template: Path) -> None:
    with pytest.raises(jinja2.UndefinedError):
        html.render(template, {"words": "好"})
