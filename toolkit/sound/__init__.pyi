from . import audio as audio
from . import speakers as speakers
from . import speech as speech
from . import voices as voices
from .gathering import SAMPLE_RATE as SAMPLE_RATE
from .gathering import Samples as Samples
from .speakers import Turn as Turn
