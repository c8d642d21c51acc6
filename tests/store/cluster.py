"""A throwaway PostgreSQL server; as a program it runs a command with the server's address in YEHUA_TEST_POSTGRES.

    python3 tests/store/cluster.py python3 start.py test

Standard library only. The role of the tests is no superuser and is bound by row-level security. Where Debian's package
`postgresql` is not installed the command runs without a server, and the tests that need one are skipped.
"""

import contextlib
import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

ROLE = "yehua_tests"
DATABASE = "yehua"
VARIABLE = "YEHUA_TEST_POSTGRES"
# The test role may do what docs/county.md has the technician's role do, and nothing else.
_SET_UP = (
    f"CREATE ROLE {ROLE} LOGIN CREATEROLE CREATEDB",
    f"GRANT pg_read_all_settings TO {ROLE}",
    f"GRANT pg_checkpoint TO {ROLE}",
    f"CREATE DATABASE {DATABASE} OWNER {ROLE}",
)
# Nothing of a throwaway server has to survive a power cut.
_SETTINGS = (
    "autovacuum=off",  # it would hold a database that a test drops
    "fsync=off",
    "full_page_writes=off",
    "max_connections=60",
    "max_prepared_transactions=4",
    "shared_buffers=64MB",
    "wal_keep_size=0",
    "wal_recycle=off",
)


def programs() -> Path | None:
    """Return the folder of the newest installed server's programs, or None."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    return found[-1].parent if found else None


class Cluster:
    """A server in a temporary folder, on a free port of this machine."""

    def __init__(self, home: Path, bin_folder: Path) -> None:
        """Make the server's files in `home` and start it."""
        self._bin = bin_folder
        self.data = home / "data"
        self._home = home
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = int(free.getsockname()[1])
        # Root may not run a server.
        self._as_user = ("runuser", "-u", "postgres", "--") if os.geteuid() == 0 else ()
        if self._as_user:
            shutil.chown(home, "postgres")
        place = ("-D", str(self.data), "-E", "UTF8", "--locale=C.UTF-8", "-A", "trust", "-U", "postgres")
        self._run("initdb", "--no-sync", *place)
        self.start()
        for statement in _SET_UP:
            self.superuser("postgres", statement)
        for database in ("template1", DATABASE):
            self.superuser(database, f"GRANT EXECUTE ON FUNCTION pg_switch_wal() TO {ROLE}")

    @property
    def url(self) -> str:
        """The address for the role of the tests."""
        return f"postgresql+psycopg://{ROLE}@127.0.0.1:{self.port}/{DATABASE}"

    def start(self) -> None:
        """Start the server and wait until it serves."""
        options = f"-p {self.port} -h 127.0.0.1 -k {self._home} " + " ".join(f"-c {each}" for each in _SETTINGS)
        self._run("pg_ctl", "-D", str(self.data), "-l", str(self._home / "log"), "-o", options, "-w", "start")

    def stop(self, mode: str = "immediate") -> None:
        """Stop the server; `immediate` is as a crash: nothing is written down first."""
        self._run("pg_ctl", "-D", str(self.data), "-m", mode, "-w", "stop")

    def superuser(self, database: str, statement: str) -> None:
        """Run `statement` as the superuser."""
        socket_options = ("-h", str(self._home), "-p", str(self.port), "-U", "postgres")
        self._run("psql", "-q", *socket_options, "-c", statement, database)

    def _run(self, program: str, *arguments: str) -> None:
        command = [*self._as_user, str(self._bin / program), *arguments]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd="/")


@contextlib.contextmanager
def running() -> Iterator[Cluster]:
    """Give a server that is removed afterwards."""
    bin_folder = programs()
    if bin_folder is None:
        message = "the package postgresql is not installed"
        raise FileNotFoundError(message)
    with tempfile.TemporaryDirectory(prefix="yehua-pg-") as name:
        cluster = Cluster(Path(name), bin_folder)
        try:
            yield cluster
        finally:
            cluster.stop()


def main(command: list[str]) -> int:
    """Run `command` with the address of a server in the environment, or without one; return its exit code."""
    with contextlib.ExitStack() as stack:
        found = dict(os.environ)
        try:
            found[VARIABLE] = stack.enter_context(running()).url
        except (OSError, subprocess.CalledProcessError, LookupError) as fault:
            print(f"no PostgreSQL server: {fault}; the store is tested on SQLite only.", file=sys.stderr)  # noqa: T201
        return subprocess.run(command, check=False, env=found).returncode


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
