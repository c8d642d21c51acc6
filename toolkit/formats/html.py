"""HTML pages from Jinja2 templates that lie beside the code; every value is escaped unless a template says `| safe`."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined


def render(template: Path, values: Mapping[str, object]) -> str:
    """Return the page that the file `template` makes of `values`, by name.

    Lines that hold only a statement of the template leave no blank line. Raise jinja2.UndefinedError when the template
    asks for a value that is not given.
    """
    return _environment(template.parent).get_template(template.name).render(values)


@cache
def _environment(folder: Path) -> Environment:
    return Environment(
        loader=FileSystemLoader(folder),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
