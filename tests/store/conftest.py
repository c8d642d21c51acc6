"""Places of stores: a SQLite file, and a town on a PostgreSQL server where there is one."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.store import servers
from tests.store.servers import Place
from toolkit.core import moves
from toolkit.store.database import Store


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Return a path for a database, with a space, Chinese, a percent sign and, where names may, a question mark."""
    return tmp_path / ("夜话 100%20#" if moves.IS_WINDOWS else "夜话 100%20?") / "yehua.db"


@pytest.fixture(scope="session")
def migrated() -> Iterator[str]:
    """Give the name of a database on the server that was migrated once."""
    if not servers.URL:
        pytest.skip(servers.WHY)
    with servers.template() as name:
        yield name


@pytest.fixture
def database(migrated: str) -> Iterator[str]:
    """Give the name of a fresh database on the server, with an empty store of the town."""
    with servers.database(migrated) as name:
        yield name


@pytest.fixture
def town(database: str) -> Iterator[Place]:
    """Give a town on the server, with an empty store."""
    place = Place(servers.address(database))
    yield place
    place.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest) -> Iterator[Place]:
    """Give a place in a file, and another on the server."""
    if request.param == "postgresql":
        yield request.getfixturevalue("town")
        return
    path = request.getfixturevalue("path")
    kept = Place(f"sqlite:///{path}", path)
    yield kept
    kept.close()


@pytest.fixture
def store(place: Place) -> Store:
    """Give a fresh store at each place."""
    return place.open()


@pytest.fixture
def filed(path: Path) -> Iterator[Store]:
    """Give a fresh store in a file."""
    fresh = Store.open(f"sqlite:///{path}")
    yield fresh
    fresh.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def bare(request: pytest.FixtureRequest) -> Iterator[Place]:
    """Give a place where no store is yet, in a file and on the server."""
    if request.param == "sqlite":
        path = request.getfixturevalue("path")
        kept = Place(f"sqlite:///{path}", path)
    else:
        kept = Place(servers.address(request.getfixturevalue("database"), "石桥镇"))
    yield kept
    kept.close()
