from .base import Decoder as Decoder
from .base import Heard as Heard
from .base import HeardWord as HeardWord
from .base import Options as Options
from .in_reserve import Reserve as Reserve
from .loading import load as load
from .loading import reserve as reserve
from .prompts import prompt_of as prompt_of
