from . import accused as accused
from . import ledger as ledger
from . import listing as listing
from . import masking as masking
from . import months as months
from . import notes as notes
from . import roster as roster
from . import sheets as sheets
