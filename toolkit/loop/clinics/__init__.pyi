from . import calendar as calendar
from . import due as due
from . import opinions as opinions
from . import roster as roster
from . import sheets as sheets
from . import visits as visits
