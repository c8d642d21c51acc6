"""What tests of the archive share: a workspace with something of everything."""

import pytest

from toolkit.archive import packing
from toolkit.cases import cases
from toolkit.core.files import write_whole
from toolkit.grievances.register import confirm_grievances, load_grievances
from toolkit.search.searching import search
from toolkit.workspace.desk import Desk


@pytest.fixture
def full(kept) -> Desk:  # noqa: ANN001
    """Give a desk with everything: a package, a confirmed grievance, a case, an index, passing files."""
    desk: Desk = kept.desk
    confirm_grievances(desk.store, kept.code, [1], {}, by="王芳")
    (one, *_) = load_grievances(desk.store, kept.code).grievances
    cases.open_case(desk, [str(one.number)], "2026-10-08")
    packing.pack_into_workspace(desk, kept.code)
    search(desk, "路灯")
    write_whole(desk.workspace.root / ".incoming-x" / "半个", "x")
    write_whole(desk.workspace.templates / "自己的 模板.docx", "y")
    return desk
