"""What somebody with the keys of the store can do to a part that is held, on the disk and on S3."""

from io import BytesIO
from typing import Protocol

from minio import Minio
from minio.deleteobjects import DeleteObject

from tests.browser.walk.proof import part_claims
from tests.builders.tamper import flip_bit
from tests.fixtures.house import House


class Shelf(Protocol):
    """Where originals lie, past every lock."""

    def read(self, key: str) -> bytes: ...
    def write(self, key: str, body: bytes) -> None: ...
    def remove(self, key: str) -> None: ...


class DiskShelf:
    """The folder of the disk store."""

    def __init__(self, house: House) -> None:
        self.root = house.store

    def read(self, key: str) -> bytes:
        return (self.root / key).read_bytes()

    def write(self, key: str, body: bytes) -> None:
        (self.root / key).chmod(0o600)
        (self.root / key).write_bytes(body)

    def remove(self, key: str) -> None:
        (self.root / key).unlink()


class S3Shelf:
    """The bucket, as its owner who may pass over the governance lock."""

    def __init__(self, house: House) -> None:
        env = house.env
        address = env["S3_ENDPOINT"].removeprefix("http://")
        self.client = Minio(address, env["S3_ACCESS_KEY"], env["S3_SECRET_KEY"], secure=False)
        self.bucket = env["S3_BUCKET_FOOTAGE"]

    def read(self, key: str) -> bytes:
        return self.client.get_object(self.bucket, key).data

    def write(self, key: str, body: bytes) -> None:
        """Puts a version over what is there, then takes away all that was below."""
        made = self.client.put_object(self.bucket, key, BytesIO(body), len(body), content_type="video/mp4")
        self.remove(key, but=made.version_id)

    def remove(self, key: str, *, but: str | None = None) -> None:
        found = self.client.list_objects(self.bucket, prefix=key, include_version=True)
        old = [DeleteObject(key, each.version_id) for each in found if each.version_id != but]
        assert old
        assert list(self.client.remove_objects(self.bucket, old, bypass_governance_mode=True)) == []


def shelf_of(house: House) -> Shelf:
    """The store of this house."""
    return S3Shelf(house) if "S3_ENDPOINT" in house.env else DiskShelf(house)


def key_of(house: House, recording: str, number: int) -> str:
    """Where a part lies."""
    return f"footage/{recording}/{part_claims(house, recording)[number]['claim_sha256']}.mp4"


def alter(house: House, recording: str, number: int) -> None:
    """Changes one bit of a stored part."""
    shelf, key = shelf_of(house), key_of(house, recording, number)
    shelf.write(key, flip_bit(shelf.read(key)))


def delete(house: House, recording: str, number: int) -> None:
    """Takes a stored part away."""
    shelf_of(house).remove(key_of(house, recording, number))
