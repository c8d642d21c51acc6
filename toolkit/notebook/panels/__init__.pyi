from .archive import ArchiveDesk as ArchiveDesk
from .chooser import RecordingChooser as RecordingChooser
from .corrector import Corrector as Corrector
from .grievances import GrievanceTable as GrievanceTable
from .inbox import InboxPanel as InboxPanel
from .papers import PaperDesk as PaperDesk
from .progress import ProgressPanel as ProgressPanel
