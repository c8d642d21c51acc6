from . import year as year
from .year import Year as Year
