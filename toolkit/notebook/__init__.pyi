from . import demo as demo
from . import leaders as leaders
from . import overview as overview
from . import plain_faults as plain_faults
from . import second_month as second_month
from . import soundness as soundness
from . import steps as steps
from . import tables as tables
