"""The words: every message of the house as a frozen msgspec struct. Imports msgspec and the standard library only."""
