from . import corrections as corrections
from . import exports as exports
from . import rehearing as rehearing
from . import worker as worker
from .draft_log import ProofSheet as ProofSheet
from .drafts import Draft as Draft
from .drafts import Edit as Edit
from .rehearing import Rehearing as Rehearing
