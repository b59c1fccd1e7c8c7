"""The contract of ObjectStore as code: for the tests on every adapter, and for an operator on the real store."""

from backend.adapters.store_check.bench import Bench, Check, CheckFailed
from backend.adapters.store_check.run import CANARY, CHECKS, check_store

__all__ = ["CANARY", "CHECKS", "Bench", "Check", "CheckFailed", "check_store"]
