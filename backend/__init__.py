"""The backend: it judges. See docs/flow.md for the walk of one part of footage."""
