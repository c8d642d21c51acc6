from . import building as building
from . import filters as filters
from . import index as index
from .filters import Filters as Filters
from .index import Hit as Hit
from .index import TranscriptSource as TranscriptSource
from .searching import search as search
