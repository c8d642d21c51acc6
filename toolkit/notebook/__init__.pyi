from . import demo as demo
from . import older as older
from . import overview as overview
from . import soundness as soundness
from . import steps as steps
from . import tables as tables
