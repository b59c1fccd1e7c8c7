"""`lianzheng migrate`: the database of DATABASE_URL, else the embedded one, in the newest shape."""

import os
import sys
from collections.abc import Sequence

from backend.commands.surroundings import CannotRun, data_folder, database
from backend.migrations.run import upgrade


def main(_: Sequence[str]) -> int:
    """Migrates. Returns the exit code; a refusal has been told in one sentence."""
    try:
        with database(os.environ, data_folder(os.environ)) as url:
            upgrade(url)
    except CannotRun as wrong:
        print(f"lianzheng: {wrong}", file=sys.stderr)
        return 1
    return 0
