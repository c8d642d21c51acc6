"""Agreement to a plan of sealing or deletion: what is carried out is what the list showed.

The ordinals of grievances move up with each removal, so that an order by ordinal that was looked at before means
another grievance afterwards. The record of looks says what the list showed, as a check value of seconds and numbers.
"""

import hashlib
from typing import Literal

from toolkit.core import ChangedMeanwhileError
from toolkit.grievances import access_log
from toolkit.restricted.sealing_plan import Plan
from toolkit.workspace import Desk

Act = Literal["封存", "删除"]


def open_list(desk: Desk, planned: Plan, act: Act, by: str) -> None:
    """Record that `by` looks at the list of what is `planned`; raise what `access_log.open_for` raises."""
    access_log.open_for(desk, by, _asked(planned, act) + _check_value(planned))


def refuse_other_list(desk: Desk, planned: Plan, act: Act, by: str) -> None:
    """Raise ChangedMeanwhileError where the newest list for this order showed anything else than is `planned` now.

    Raise WrongValueError for who may not see what is taken out.
    """
    access_log.refuse_stranger(desk, by)
    asked = _asked(planned, act)
    shown = [opening.what for opening in access_log.openings(desk) if opening.what.startswith(asked)]
    if shown and shown[-1] != asked + _check_value(planned):
        raise ChangedMeanwhileError(what=f"{planned.recording.code} 的诉求清单（序号可能变了）")


def _asked(planned: Plan, act: Act) -> str:
    ordinals, also = (",".join(map(str, planned.asked[name])) for name in ("ordinals", "also"))
    return f"{act}清单 {planned.recording.code} 第{ordinals or '…'}件 加第{also or '…'}句 核对值 "


def _check_value(planned: Plan) -> str:
    sentences = [(each.start_s, each.end_s) for each in planned.sentences]
    silenced = [(each.start_s, each.end_s) for each in planned.silenced]
    numbers = [each.number for each in planned.removed]
    return hashlib.sha256(repr((sentences, silenced, numbers)).encode()).hexdigest()[:12]
