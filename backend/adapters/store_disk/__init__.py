"""The object store on a local disk; its signed addresses are served by its `routes`."""

from backend.adapters.store_disk.store import DiskStore

__all__ = ["DiskStore"]
