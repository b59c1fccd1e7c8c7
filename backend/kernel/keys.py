"""The server's own signing keys: Ed25519, with ids and dates, outside the database, rotated.

Folder: one `<id>.pem` (PKCS#8, mode 0600) per key whose private half is still here, and `keys.json`
with all public keys ever used. A retired private key may be destroyed; its public line stays.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import msgspec
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from backend.kernel.canonical import sha256_hex, to_base64url
from schemas.devices import ServerKey, SignedTime


class ServerKeys:
    """Signs with the current key, tells all public ones."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._stamp = 0.0
        self._known: list[ServerKey] = []
        self._load()

    def _load(self) -> None:
        listing = self._folder / "keys.json"
        self._stamp = listing.stat().st_mtime
        self._known = msgspec.json.decode(listing.read_bytes(), type=list[ServerKey])
        current = next(key for key in self._known if key.to_at is None)
        private = serialization.load_pem_private_key((self._folder / f"{current.id}.pem").read_bytes(), None)
        assert isinstance(private, Ed25519PrivateKey)
        self._id, self._private = current.id, private

    def _fresh(self) -> None:
        if (self._folder / "keys.json").stat().st_mtime != self._stamp:
            self._load()

    def sign(self, data: bytes) -> tuple[str, str]:
        """Return (key id, base64url signature) over exactly these bytes."""
        self._fresh()
        return self._id, to_base64url(self._private.sign(data))

    def public(self) -> list[ServerKey]:
        """Return every public key ever used, oldest first."""
        self._fresh()
        return self._known

    def signed_time(self, now: datetime) -> SignedTime:
        """Return the time with a signature, the anchor of later claims."""
        at_ms = int(now.timestamp() * 1000)
        key_id, signature = self.sign(f"lianzheng time {at_ms}".encode("ascii"))
        return SignedTime(at_ms=at_ms, key_id=key_id, signature=signature)


def ensure_keys(folder: Path) -> ServerKeys:
    """Return the keys in this folder, making the first one on a new installation."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with _alone(folder):
        if not (folder / "keys.json").exists():
            _make_current(folder, datetime.now(UTC))
    return ServerKeys(folder)


def rotate(folder: Path, now: datetime) -> ServerKey:
    """Make a new key the current one and end the last; both stay listed. Returns the new public key."""
    with _alone(folder):
        return _make_current(folder, now)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Let one process at a time change the folder: all of them start at once, and none may sign with a lost key."""
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _make_current(folder: Path, now: datetime) -> ServerKey:
    private = Ed25519PrivateKey.generate()
    raw = private.public_key().public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
    key = ServerKey(id=f"k{sha256_hex(raw)[:12]}", public_key=to_base64url(raw), from_at=now)
    pem = private.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    _write(folder / f"{key.id}.pem", pem)
    listing = folder / "keys.json"
    known = msgspec.json.decode(listing.read_bytes(), type=list[ServerKey]) if listing.exists() else []
    ended = [msgspec.structs.replace(old, to_at=old.to_at or now) for old in known]
    _write(listing, msgspec.json.format(msgspec.json.encode([*ended, key])))
    return key


def _write(path: Path, data: bytes) -> None:
    """Write for the owner only, whole or not at all."""
    temporary = path.with_suffix(".new")
    with os.fdopen(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as out:
        out.write(data)
        out.flush()
        os.fsync(out.fileno())
    temporary.replace(path)
