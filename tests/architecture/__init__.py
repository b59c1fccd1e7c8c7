"""What the house believes, checked by a machine. Each check reads a tree and returns its violations in words."""
