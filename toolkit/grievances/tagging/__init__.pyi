from . import examples as examples
from . import model as model
from . import tags as tags
from .model import Example as Example
from .model import Judgement as Judgement
from .model import ranked as ranked
from .model import trained as trained
from .tags import words_behind as words_behind
