from . import dispositions as dispositions
from . import meetings as meetings
from . import notices as notices
from . import plans as plans
from . import rates as rates
from .dispositions import DISPOSITIONS as DISPOSITIONS
from .dispositions import Answer as Answer
from .dispositions import NewAnswer as NewAnswer
