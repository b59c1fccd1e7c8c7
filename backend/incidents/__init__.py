"""警情: reports from the scene with their times; every save is a version, nothing is overwritten (行程 60-61)."""
