"""What of a signed paper goes into an archive package, so that it can be checked without the office."""

import datetime as dt
from pathlib import Path

from toolkit.core import make_folder, write_whole
from toolkit.papers import FiledPaper
from toolkit.signing import evidence, preparing, seats
from toolkit.signing.scanning import keeping
from toolkit.signing.signings import PAPER, Step
from toolkit.workspace import Desk, file_name_of


def files_of(desk: Desk, paper: FiledPaper, folder: Path) -> tuple[Path, ...]:
    """Write what shows the signing of `paper` into the empty `folder` and return the files; none while nobody signed.

    The signed PDF with the list of who must have signed, or the scan; and, where no other paper replaced it, the
    evidence page. They depend on the signing alone, not on the day. Raise ChangedSigningError or ChangedScanError, and
    what `evidence.page` raises.
    """
    step = preparing.newest(desk, paper)
    if step is None or not _is_signed(desk, paper, step):
        return ()
    make_folder(folder)
    name = file_name_of(paper.number)
    if step.signing.level == PAPER:
        for place, scan in enumerate(keeping.kept_scans(desk, paper), start=1):
            write_whole(folder / f"{name}-扫描件-{place:03d}{scan.suffix}", scan.read_bytes())
    else:
        preparing.copy_out(step, folder)
    if preparing.replaced_by(desk, paper) is None:
        page = evidence.page(desk, paper, step, on=_day_of(step))
        write_whole(folder / f"{name}-签名情况说明.pdf", page)
    return tuple(sorted(folder.iterdir()))


def _is_signed(desk: Desk, paper: FiledPaper, step: Step) -> bool:
    if step.signing.level == PAPER:
        return bool(keeping.kept_scans(desk, paper))
    return any(each.field != seats.TEXT for each in step.signing.signatures)


def _day_of(step: Step) -> dt.date:
    """Return the day of the newest step: a page set on another day would be another file."""
    moments = (step.signing.prepared_at, *(each.at for each in step.signing.signatures))
    return dt.datetime.fromisoformat(max(moments)).date()
