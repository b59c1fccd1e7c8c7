"""What a phone loads before it shows the first screen: the page, and every script and style the page names, gzipped.

python -m tests.bench.bundle
"""

import gzip
import re
from pathlib import Path

from backend.commands.pwa import build_if_stale

PWA = Path(__file__).parents[2] / "pwa"
NAMED = re.compile(r"<(?:script|link)\b[^>]*?\b(?:src|href)=\"(/assets/[^\"]+\.(?:js|css))\"")
LIMIT_KB = 100


def main() -> None:
    """Prints each file's size; the last line is the sum in kB (1000 bytes)."""
    build_if_stale(PWA)
    dist = PWA / "dist"
    page = (dist / "index.html").read_text()
    files = [dist / "index.html", *(dist / name.lstrip("/") for name in NAMED.findall(page))]
    sizes = {file.name: len(gzip.compress(file.read_bytes(), 6, mtime=0)) for file in files}
    for name, size in sizes.items():
        print(f"{size / 1000:7.1f} kB  {name}")
    print(f"entry_gz_kb={sum(sizes.values()) / 1000:.1f} files={len(sizes)} limit_kb={LIMIT_KB}")


if __name__ == "__main__":
    main()
