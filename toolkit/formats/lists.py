"""Lists that are written twice: as a Word file to be signed, and as an Excel file."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from toolkit.formats.excel import write_rows
from toolkit.formats.word import Grid, write_tables


@dataclass(frozen=True)
class PaperList:
    """A list: the width in millimetres of each of its `columns`, and its rows.

    `before` and `after` stand around the table in the Word file; `more` are further columns of the Excel file.
    """

    title: str
    columns: Mapping[str, int]
    rows: Sequence[tuple[str, ...]]
    before: tuple[str | Grid, ...] = ()
    after: tuple[str | Grid, ...] = ()
    more: Mapping[str, Sequence[str]] = field(default_factory=dict)

    def write(self, out: Path, sheet: str) -> tuple[Path, Path]:
        """Write the list to `out` as .docx and, in a sheet of that name, as .xlsx; return both paths."""
        word, excel = out.with_suffix(".docx"), out.with_suffix(".xlsx")
        grid = Grid(tuple(self.columns), tuple(self.rows), tuple(self.columns.values()))
        write_tables(word, self.title, (*self.before, grid, *self.after), wide=True)
        rows = [(*row, *rest) for row, *rest in zip(self.rows, *self.more.values(), strict=True)]
        write_rows(excel, (*self.columns, *self.more), rows, sheet)
        return word, excel
