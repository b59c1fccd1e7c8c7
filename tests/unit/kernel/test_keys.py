"""Server keys: made once although all processes start at once, rotated, and never forgotten."""

from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from backend.kernel.canonical import from_base64url
from backend.kernel.keys import ensure_keys, rotate

NOW = datetime(2026, 11, 22, tzinfo=UTC)


def first_key(folder: Path) -> str:
    return ensure_keys(folder).public()[-1].id


def test_processes_that_start_at_once_agree_on_one_key(tmp_path: Path) -> None:
    with ProcessPoolExecutor(6) as pool:
        ids = set(pool.map(first_key, [tmp_path / "keys"] * 24))
    assert len(ids) == 1 and len(ensure_keys(tmp_path / "keys").public()) == 1


def test_running_process_notices_rotation_and_old_signatures_still_verify(tmp_path: Path) -> None:
    keys = ensure_keys(tmp_path)
    old_id, old_signature = keys.sign(b"old")
    rotate(tmp_path, NOW + timedelta(days=1))
    new_id, _ = keys.sign(b"new")
    listed = {key.id: key for key in keys.public()}
    assert old_id != new_id and listed[old_id].to_at == NOW + timedelta(days=1) and listed[new_id].to_at is None
    public = Ed25519PublicKey.from_public_bytes(from_base64url(listed[old_id].public_key))
    public.verify(from_base64url(old_signature), b"old")


def test_private_keys_are_for_the_owner_only(tmp_path: Path) -> None:
    ensure_keys(tmp_path)
    assert all(path.stat().st_mode & 0o077 == 0 for path in tmp_path.glob("*.pem"))
