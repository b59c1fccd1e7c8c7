"""Somebody with a hand in the store changes one byte of footage for which a receipt was given."""

import asyncio
from io import BytesIO
from pathlib import Path

from backend.adapters.store_disk import DiskStore
from backend.adapters.store_s3.place import make_client
from backend.adapters.stores import make_store, s3_place
from backend.kernel.canonical import sha256_hex
from backend.settings import Settings


async def change_a_byte(settings: Settings, key: str, original: bytes) -> None:
    """Put altered bytes where the part lies: into the file, or as a newer version. Done twice it is done once."""
    altered = bytearray(original)
    altered[len(altered) // 2] ^= 1
    store = make_store(settings)
    if isinstance(store, DiskStore):
        await asyncio.to_thread(_over_file, store.path(key), bytes(altered))
        return
    place = s3_place(settings)
    client, body = make_client(place), bytes(altered)
    found = await asyncio.to_thread(lambda: client.get_object(place.footage, key).read())
    if sha256_hex(found) == sha256_hex(original):
        await asyncio.to_thread(client.put_object, place.footage, key, BytesIO(body), len(body), "video/mp4")


def _over_file(file: Path, body: bytes) -> None:
    file.chmod(0o600)
    file.write_bytes(body)
    file.chmod(0o444)
