from .leaves import LINES as LINES
from .leaves import Leaf as Leaf
from .leaves import leafed as leafed
from .pages import PAGES as PAGES
