"""The server of the signing page, at which an agreement was prepared."""

from collections.abc import Iterator

import pytest

from tests.signing.conftest import Office
from toolkit.signing import signings
from toolkit.signing.page.server import SigningServer
from toolkit.signing.signings import DRAWN


@pytest.fixture
def server(office: Office) -> Iterator[SigningServer]:
    """Give a server of the signing page, at which the agreement was prepared."""
    office.prepared(DRAWN, at=signings.moment())
    serving = SigningServer(lambda: office.desk)
    yield serving
    serving.close()
