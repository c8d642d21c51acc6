from . import frame as frame
