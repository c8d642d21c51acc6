"""Speech decoders: OpenAI's Whisper and Whisper on CTranslate2 behind one interface, `Decoder`."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
