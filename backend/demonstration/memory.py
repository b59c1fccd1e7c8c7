"""What a loading that broke off must remember to go on: when the day was, and the phones' keys."""

from datetime import datetime
from pathlib import Path
from uuid import UUID, uuid5

import msgspec

from backend.demonstration.phone import SoftKey


class Memory(msgspec.Struct):
    """One loading into one bureau. `keys` are the demonstration phones' own, by police number; never a real phone's."""

    county_id: UUID
    now: datetime
    keys: dict[str, str] = {}
    done: bool = False

    def id(self, *names: object) -> UUID:
        """Return the id of something of the day: the same names give the same id, so that twice is once."""
        return uuid5(self.county_id, " ".join(map(str, names)))

    def key(self, police_no: str) -> SoftKey:
        """Return the key of an officer's phone, made once."""
        key = SoftKey(self.keys.get(police_no))
        self.keys[police_no] = key.pem
        return key


def recall(folder: Path, county_id: UUID) -> Memory | None:
    """Return what is remembered of loading into this bureau, None when nothing is."""
    file = folder / "loading.json"
    if not file.exists():
        return None
    memory = msgspec.json.decode(file.read_bytes(), type=Memory)
    return memory if memory.county_id == county_id else None


def keep(folder: Path, memory: Memory) -> None:
    """Write it down whole."""
    folder.mkdir(parents=True, exist_ok=True)
    half = folder / "loading.json.half"
    half.touch(mode=0o600)
    half.write_bytes(msgspec.json.encode(memory))
    half.replace(folder / "loading.json")
