"""What every sub-system stands on: tables, trail, problems, access, ports, keys."""
