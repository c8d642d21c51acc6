from .model_acts import ACTS as ACTS
from .model_pages import PAGES as PAGES
