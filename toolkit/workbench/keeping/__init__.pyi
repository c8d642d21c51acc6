from .acts import ACTS as ACTS
from .pages import PAGES as PAGES
