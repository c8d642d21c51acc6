from . import figures as figures
from . import proposals as proposals
from . import rates as rates
from . import sheets as sheets
