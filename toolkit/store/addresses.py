"""Addresses of databases: SQLite files, and towns on a PostgreSQL server. No other database is taken."""

from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError

from toolkit.core import StoreError

_SQLITE_FILE = "sqlite:///"
_DRIVERS = {"postgresql", "postgresql+psycopg"}
_REFUSED = (
    "设置里的数据库地址不对：只能是 sqlite:///文件，或 postgresql+psycopg://用户@服务器/数据库?town=乡镇；"
    "请改 yehua.toml 里 [store] 的 url，不用服务器就删掉这一行"
)


@dataclass(frozen=True)
class Server:
    """A database on a PostgreSQL server; `town` is the schema of one office, None for the user's own."""

    url: sa.URL
    town: str | None


def sqlite_file(url: str) -> Path | None:
    """Return the file of the SQLite database at `url`; None for one in memory or on a server."""
    rest = url.removeprefix(_SQLITE_FILE)
    return None if rest == url or rest in {"", ":memory:"} else Path(rest)


def server_of(url: str) -> Server | None:
    """Return the PostgreSQL server that `url` names, None for SQLite; raise StoreError for any other address."""
    try:
        parsed = sa.make_url(url)
    except SQLAlchemyError as fault:
        raise StoreError(path=without_password(url), why=_REFUSED) from fault
    if parsed.drivername == "sqlite":
        return None
    if parsed.drivername not in _DRIVERS or not parsed.database:
        raise StoreError(path=without_password(url), why=_REFUSED)
    town = parsed.query.get("town")
    plain = parsed.set(drivername="postgresql+psycopg").difference_update_query(["town"])
    return Server(plain, town if isinstance(town, str) else None)


def town_of(url: str) -> str | None:
    """Return the town that the address `url` of a server names, if any."""
    server = server_of(url)
    return None if server is None else server.town


def with_town(url: str, town: str) -> str:
    """Return the address of `town` on the server at `url`."""
    return sa.make_url(url).update_query_dict({"town": town}).render_as_string(hide_password=False)


def without_password(url: str) -> str:
    """Return the database `url` as it may be shown, without its password."""
    try:
        return sa.make_url(url).render_as_string(hide_password=True)
    except SQLAlchemyError:
        return "设置里的数据库地址"
