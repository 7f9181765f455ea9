"""A PostgreSQL server of our own for tests, in a temporary folder, on a socket and never on a network.

Debian installs the server's programs outside the path; a visible skip where there are none, a failure where
CI should have them.
"""

import os
import pwd
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkdtemp

import psycopg
import pytest

PROGRAMS = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))
USER = "postgres"


@dataclass(frozen=True)
class Server:
    """A running server; its socket is in its folder."""

    programs: Path
    folder: Path

    @property
    def url(self) -> str:
        """Where its owner connects, with a password that no message may show."""
        return f"postgresql://{USER}:opensesame@/postgres?host={self.folder}"

    def start(self) -> None:
        """Start it, on its socket alone; nothing of it need survive a crash of the machine."""
        options = f"-c listen_addresses='' -k {self.folder} -c fsync=off"
        self._run("pg_ctl", "start", "-w", "-D", self._data, "-l", f"{self.folder}/log", "-o", options)

    def stop(self, how: str = "fast") -> None:
        """Stop it; `immediate` is how a crash looks to those who are connected."""
        self._run("pg_ctl", "stop", "-w", "-D", self._data, "-m", how)

    def make(self) -> None:
        """Make its data folder, with a character set that holds every name."""
        self._run(
            "initdb", "-D", self._data, "-U", USER, "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-N"
        )

    def execute(self, *statements: str) -> None:
        """Run statements as its owner."""
        with psycopg.connect(self.url, autocommit=True) as connection:
            for statement in statements:
                connection.execute(statement)

    @property
    def _data(self) -> str:
        return f"{self.folder}/data"

    def _run(self, program: str, *arguments: str) -> None:
        # The server refuses to run as root.
        as_user = (
            ["setpriv", f"--reuid={USER}", f"--regid={USER}", "--clear-groups"] if os.geteuid() == 0 else []
        )
        command = [*as_user, str(self.programs / program), *arguments]
        subprocess.run(command, check=True, capture_output=True, cwd=self.folder)


@pytest.fixture(scope="module")
def postgres() -> Iterator[Server]:
    """A server with nothing in it."""
    if not PROGRAMS:
        if os.environ.get("CI"):
            pytest.fail("CI installs PostgreSQL first, and tolerates no skip.")
        pytest.skip("PostgreSQL is not installed: apt-get install postgresql")
    folder = Path(mkdtemp(prefix="licet-pg-"))
    if os.geteuid() == 0:
        owner = pwd.getpwnam(USER)
        os.chown(folder, owner.pw_uid, owner.pw_gid)
    server = Server(PROGRAMS[-1], folder)
    try:
        server.make()
        server.start()
        yield server
    finally:
        if (folder / "data" / "postmaster.pid").exists():
            server.stop("immediate")
        shutil.rmtree(folder)
