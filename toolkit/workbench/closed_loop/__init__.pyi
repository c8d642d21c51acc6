from .pages import ACTS as ACTS
from .pages import PAGES as PAGES
from .places import page_of as page_of
