from . import audio as audio
from . import speakers as speakers
from . import speech as speech
from . import voices as voices
from .audio import SAMPLE_RATE as SAMPLE_RATE
from .audio import Samples as Samples
from .speakers import Turn as Turn
