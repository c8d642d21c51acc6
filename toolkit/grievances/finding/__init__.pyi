from . import find as find
from . import names_said as names_said
from . import sides as sides
from . import tagger as tagger
from .passages import clauses as clauses
from .passages import talks as talks
from .tag_features import Seen as Seen
from .tag_features import seen as seen
