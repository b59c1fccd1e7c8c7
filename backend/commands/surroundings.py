"""What `make run` finds around it: folders, port, tools, database; each refusal is one sentence."""

import os
import shutil
import socket
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import psycopg

from backend.adapters.postgres_embedded import PostgresUnavailable, cluster_folder, embedded_postgres
from backend.settings import SettingsError, database_url

REPOSITORY = Path(__file__).parents[2]
ROOT_DATA = Path("/var/lib/lianzheng")  # as root: the database runs as another user, who cannot enter a home folder


class CannotRun(Exception):
    """Something the operator has to mend; the message is the one sentence he gets."""


def data_folder(env: Mapping[str, str]) -> Path:
    """Returns the root of all embedded data: DATA_DIR, else `var` of the repository, or /var/lib/lianzheng for root."""
    given = env.get("DATA_DIR")
    if given:
        return Path(given).resolve()
    return ROOT_DATA if os.geteuid() == 0 else REPOSITORY / "var"


def port(env: Mapping[str, str]) -> int:
    """Returns PORT (default 8080). Raises CannotRun if it is no port."""
    text = env.get("PORT") or "8080"
    if not text.isdigit() or not 0 < int(text) < 65536:
        raise CannotRun(f"PORT must be a number from 1 to 65535, not “{text}”.")
    return int(text)


def refuse_taken_port(host: str, number: int) -> None:
    """Raises CannotRun if nobody may listen on `host`:`number` now."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, number))
        except OSError as wrong:
            raise CannotRun(
                f"Port {number} cannot be used ({wrong.strerror}): stop what listens there, or choose another one "
                f"with  PORT={number + 1 if number < 65535 else 8080} make run"
            ) from wrong


def refuse_missing_tools() -> None:
    """Raises CannotRun naming every program that is wanted and not here."""
    missing = [name for name in ("ffmpeg", "ffprobe", "node", "npm") if shutil.which(name) is None]
    if missing:
        raise CannotRun(f"Not found on this machine: {', '.join(missing)}; `make setup` says how to get it.")


@contextmanager
def database(env: Mapping[str, str], data: Path) -> Iterator[str]:
    """Yields the address of a database that answers: DATABASE_URL, else the embedded one, held while in use."""
    given = env.get("DATABASE_URL")
    if given:
        yield answering(given)
        return
    try:
        with embedded_postgres(cluster_folder(data)) as url:
            yield url
    except PostgresUnavailable as wrong:
        raise CannotRun(str(wrong)) from wrong


def answering(given: str) -> str:
    """Returns `given` for our driver once it has answered. Raises CannotRun; the sentence never holds the password."""
    try:
        url = database_url(given)
        with psycopg.connect(url.replace("+psycopg", "", 1), connect_timeout=5):
            return url
    except SettingsError as wrong:
        raise CannotRun(str(wrong)) from wrong
    except psycopg.Error as wrong:
        raise CannotRun(f"The database of DATABASE_URL does not let us in: {_reason(wrong)}") from wrong


def _reason(wrong: psycopg.Error) -> str:
    lines = [line.strip() for line in str(wrong).splitlines() if line.strip()]
    reason = lines[-1] if lines else type(wrong).__name__
    return reason.rpartition("FATAL: ")[2].strip()


def answers(url: str) -> bool:
    """Returns whether a web process answers at our own address, well or not."""
    try:
        with urllib.request.urlopen(url, timeout=2):  # noqa: S310  our own address
            return True
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False
