from . import editing as editing
from . import reading as reading
from .editing import Difference as Difference
from .opened import OpenedWord as OpenedWord
from .reading import text_fault as text_fault
from .writing import Grid as Grid
from .writing import write_tables as write_tables
