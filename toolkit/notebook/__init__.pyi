from . import demo as demo
from . import older as older
from . import overview as overview
from . import plain_faults as plain_faults
from . import soundness as soundness
from . import steps as steps
from . import tables as tables
