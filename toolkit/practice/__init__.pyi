from . import year as year
from .office import Abuse as Abuse
from .year import Year as Year
