"""One measure per file: bytes, packets or frames in, numbers with units out. No threshold of law."""
