from . import discs as discs
from . import members as members
from . import scoring as scoring
from . import sessions as sessions
from . import sheets as sheets
from . import tally as tally
