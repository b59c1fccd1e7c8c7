"""The edges: one outside library or peer each."""
