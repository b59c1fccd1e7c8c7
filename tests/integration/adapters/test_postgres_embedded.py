"""The embedded PostgreSQL: starts, keeps its data, stops with its last holder, lets nobody in from outside."""

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import psycopg
import pytest

from backend.adapters.postgres_embedded import (
    UNSAFE_BUT_FAST,
    PostgresUnavailable,
    cluster_folder,
    embedded_postgres,
)


def quiet(data: Path) -> AbstractContextManager[str]:
    return embedded_postgres(data, settings=UNSAFE_BUT_FAST, tell=lambda _: None)


@pytest.fixture
def data() -> Iterator[Path]:
    # Not tmp_path: it lies too deep for a socket, and as root its parents are closed to the server's user.
    with tempfile.TemporaryDirectory(prefix="lz-pg-") as name:
        Path(name).chmod(0o755)
        yield Path(name) / "data"


def connect(data: Path) -> psycopg.Connection[tuple[object, ...]]:
    return psycopg.connect(host=str(data), user="postgres", dbname="lianzheng", autocommit=True)


def test_data_is_kept_between_runs(data: Path) -> None:
    with quiet(data), connect(data) as first:
        first.execute("CREATE TABLE kept AS SELECT 7 AS n")
    with quiet(data), connect(data) as second:
        assert second.execute("SELECT n FROM kept").fetchone() == (7,)


def test_stops_with_the_last_holder_only(data: Path) -> None:
    with quiet(data):
        with quiet(data):
            pass
        with connect(data) as still:
            assert still.execute("SELECT 1").fetchone() == (1,)
    with pytest.raises(psycopg.OperationalError):
        connect(data)


def test_a_server_left_behind_by_a_killed_run_is_taken_over_and_stopped(data: Path) -> None:
    program = (
        "import sys, time; from pathlib import Path; from backend.adapters.postgres_embedded import *\n"
        "with embedded_postgres(Path(sys.argv[1]), settings=UNSAFE_BUT_FAST, tell=lambda _: None):\n"
        "    print('up', flush=True); sys.stdin.read()"
    )
    run = subprocess.Popen(
        [sys.executable, "-c", program, str(data)], stdout=subprocess.PIPE, stdin=subprocess.PIPE, text=True
    )
    assert run.stdout is not None and run.stdout.readline() == "up\n"
    run.send_signal(signal.SIGKILL)
    run.wait()
    with connect(data) as orphaned:
        assert orphaned.execute("SELECT 1").fetchone() == (1,)
    with quiet(data):
        pass
    with pytest.raises(psycopg.OperationalError):
        connect(data)


def test_only_the_folder_leads_in(data: Path) -> None:
    with quiet(data), connect(data) as connection:
        assert connection.execute("SHOW listen_addresses").fetchone() == ("",)
        assert connection.execute("SHOW unix_socket_directories").fetchone() == (str(data),)
        assert data.stat().st_mode & 0o077 == 0


def test_a_folder_open_to_others_is_refused(data: Path) -> None:
    with quiet(data):
        data.chmod(0o750)
        with pytest.raises(PostgresUnavailable, match="reached from outside"), quiet(data):
            pass
        data.chmod(0o700)


def test_a_path_too_long_for_a_socket_is_refused_in_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(PostgresUnavailable, match="too long"), quiet(tmp_path / ("x" * 120)):
        pass


def test_the_cluster_lies_in_the_data_folder_and_where_a_socket_would_not_fit_in_xdg(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", "/srv/xdg")
    fits = "/" + "x" * (107 - len("//postgres/.s.PGSQL.5432"))
    assert cluster_folder(Path(fits)) == Path(fits) / "postgres"
    assert cluster_folder(Path(fits + "x")) == Path("/srv/xdg/lianzheng/postgres")


def test_the_server_never_runs_as_root_and_root_is_told_so(data: Path) -> None:
    told: list[str] = []
    with embedded_postgres(data, settings=UNSAFE_BUT_FAST, tell=told.append):
        assert data.stat().st_uid != 0
    assert [("lianzheng-db" in sentence) for sentence in told] == ([True] if os.geteuid() == 0 else [])


def test_a_fresh_database_per_test_from_the_template(database_url: str, empty_database_url: str) -> None:
    assert "lz_test_" in database_url and "lz_empty_" in empty_database_url
