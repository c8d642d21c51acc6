from .pages import ACTS as ACTS
from .pages import PAGES as PAGES
from .places import name_of as name_of
from .places import page_of as page_of
