from . import filters as filters
from . import index as index
from .filters import ANYTHING as ANYTHING
from .filters import Wish as Wish
from .index import Hit as Hit
from .index import Source as Source
from .searching import search as search
