"""A model in reserve, which takes memory only once it is needed."""

from collections.abc import Callable
from threading import Lock
from typing import Generic, TypeVar

from toolkit.recognition.decoders.base import Decoder

AnyDecoder_co = TypeVar("AnyDecoder_co", bound=Decoder, covariant=True)


class Reserve(Generic[AnyDecoder_co]):
    """Another model, for doubtful chunks, loaded when it is first needed."""

    def __init__(
        self, model: str, load_it: Callable[[], AnyDecoder_co], hash_it: Callable[[], str | None] = lambda: None
    ) -> None:
        """Keep the name of the `model`, the function that loads it, and that which returns the hash of its weights."""
        self.model = model
        self._load = load_it
        self._hash = hash_it
        self._loading = Lock()
        self._decoder: AnyDecoder_co | None = None

    @property
    def is_loaded(self) -> bool:
        """Whether the decoder was needed."""
        return self._decoder is not None

    @property
    def sha256(self) -> str | None:
        """The SHA-256 of the weights, which are not loaded for it; None when unknown."""
        return self._hash()

    @property
    def decoder(self) -> AnyDecoder_co:
        """The decoder, loaded once, also when several threads ask for it at a time."""
        with self._loading:
            self._decoder = self._decoder or self._load()
            return self._decoder
