from . import demo as demo
from . import tables as tables
