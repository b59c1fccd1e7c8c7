"""The checks, one belief a module; each has `violations(root)` and returns sentences, none when all is well."""
