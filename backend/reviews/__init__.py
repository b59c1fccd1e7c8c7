"""Handing in, reviewing, and a person's signature over exactly what was seen (治25 art. 114; 行程 art. 171)."""
