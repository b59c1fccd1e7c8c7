"""The object store on a local disk, whose signed addresses the backend serves itself."""

from backend.adapters.store_disk.routes import store_router
from backend.adapters.store_disk.store import DiskStore

__all__ = ["DiskStore", "store_router"]
