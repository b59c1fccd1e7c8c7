"""Runs the checks and says one line for each."""

from collections.abc import Callable, Sequence

from backend.adapters.store_check import keeping, tickets
from backend.adapters.store_check.bench import Bench, Check, CheckFailed
from backend.kernel.ports import ObjectStore, StoreError

CHECKS: tuple[Check, ...] = (*tickets.CHECKS, *keeping.CHECKS)
# Every day on the real store: bytes still come in as checked, and a locked object still cannot go.
CANARY: tuple[Check, ...] = (tickets.a_ticket_brings_bytes_in, keeping.a_locked_object_stays)


async def check_store(
    store: ObjectStore, origin: str, out: Callable[[str], None] = print, *, checks: Sequence[Check] = CHECKS
) -> bool:
    """Run the checks one after the other; True when the store does all the house relies on.

    Leaves small objects under `footage/check-…`, which the store's own retention keeps for a while.
    """
    good = 0
    for check in checks:
        name = getattr(check, "__name__", "check").replace("_", " ")
        try:
            remark = await check(Bench(store, origin))
        except (CheckFailed, StoreError) as error:
            out(f"FAIL  {name}: {error}")
        else:
            good += 1
            out(f"ok    {name}" + (f" ({remark})" if remark else ""))
    out(f"{good} of {len(checks)} checks passed")
    return good == len(checks)
