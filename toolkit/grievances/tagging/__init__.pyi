from . import examples as examples
from . import model as model
from . import tags as tags
from .model import SubjectExample as SubjectExample
from .model import SubjectJudgement as SubjectJudgement
from .model import ranked_subjects as ranked_subjects
from .model import trained_model as trained_model
from .tags import evidence_of_tags as evidence_of_tags
