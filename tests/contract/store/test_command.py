"""`lianzheng store …` as an operator runs it."""

import os
import subprocess
import sys
from pathlib import Path

from tests.ceph import Gateway
from tests.fixtures.ceph import PAGES
from tests.fixtures.disk_store import ServedStore

LIANZHENG = str(Path(sys.executable).with_name("lianzheng"))


def lianzheng(*words: str, **env: str) -> subprocess.CompletedProcess[str]:
    full = {name: value for name, value in os.environ.items() if not name.startswith("S3_")} | env
    return subprocess.run([LIANZHENG, *words], env=full, capture_output=True, text=True, timeout=120, check=False)


def test_prepare_and_check_of_an_s3_store(rgw: Gateway, tmp_path: Path) -> None:
    env = {
        "S3_ENDPOINT": rgw.endpoint, "S3_ACCESS_KEY": rgw.access, "S3_SECRET_KEY": rgw.secret,
        "S3_BUCKET_FOOTAGE": "by-command", "S3_BUCKET_DERIVED": "by-command-derived",
        "PUBLIC_ORIGIN": PAGES, "DATA_DIR": str(tmp_path),
    }  # fmt: skip
    absent = lianzheng("store", "check", **env)
    assert (absent.returncode, absent.stderr.count("\n")) == (1, 1)
    assert "lianzheng store prepare" in absent.stderr
    prepared = lianzheng("store", "prepare", **env)
    assert prepared.returncode == 0, prepared.stderr
    assert "locked for 184 days" in prepared.stdout
    canary = lianzheng("store", "check", "--canary", **env)
    assert (canary.returncode, canary.stdout.splitlines()[-1]) == (0, "2 of 2 checks passed")


def test_a_store_that_fails_its_contract_is_said(served_disk_store: ServedStore, tmp_path: Path) -> None:
    """The folder is right and the secret is not: the web process refuses what this command signs."""
    secret = tmp_path / "another-secret"
    secret.write_bytes(b"o" * 32)
    env = {
        "STORE_DIR": str(served_disk_store.root),
        "SECRET_FILE": str(secret),
        "PUBLIC_ORIGIN": served_disk_store.origin,
    }
    failed = lianzheng("store", "check", "--canary", DATA_DIR=str(tmp_path), **env)
    assert failed.returncode == 1
    assert "FAIL  a ticket brings bytes in" in failed.stdout
