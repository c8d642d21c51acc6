from . import copies as copies
from . import deidentified as deidentified
from . import partial_copies as partial_copies
from . import residue_lists as residue_lists
