from . import find as find
from . import names_said as names_said
from . import side_kinds as side_kinds
from . import tagger as tagger
from .passages import clauses as clauses
from .passages import talks as talks
from .tag_features import MeetingFeatures as MeetingFeatures
from .tag_features import meeting_features as meeting_features
