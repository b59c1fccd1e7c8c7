"""What each word of the command `lianzheng` does; `run` starts everything on one machine, never in production."""
