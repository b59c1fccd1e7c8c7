"""`lianzheng openapi`: the description of the wire as `schemas/generated/openapi.json` keeps it."""

import json
import tempfile
from collections.abc import Sequence
from pathlib import Path

from backend.app import create_app
from backend.settings import Settings
from schemas.export import with_words


def main(_: Sequence[str]) -> int:
    """Prints the document. Nothing is reached for: no database, no store, and keys only in a folder thrown away."""
    with tempfile.TemporaryDirectory() as folder:
        nowhere = Path(folder)
        app = create_app(
            Settings(
                database_url="postgresql+psycopg://nobody@/nowhere",
                store_dir=nowhere / "store",
                key_dir=nowhere / "keys",
                secret_file=nowhere / "secret",
                public_origin="http://localhost:8080",
                static_dir=nowhere,
            )
        )
        document = with_words(app.openapi_schema.to_schema())
    print(json.dumps(document, ensure_ascii=False, indent=1))
    return 0
