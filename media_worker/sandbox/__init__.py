"""Media is hostile until measured: it is opened only in child processes with limits, which may die."""
