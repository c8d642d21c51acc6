from . import decoders as decoders
from . import journal as journal
from . import lexicon as lexicon
from . import models as models
from . import recognizer as recognizer
from . import word_lists as word_lists
from .journal import Journal as Journal
