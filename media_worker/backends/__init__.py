"""Adapters of the streams port, one outside store each."""
