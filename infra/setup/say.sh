# Sourced. One clear sentence, then the end.
say() { printf '%s\n' "$*" >&2; }
fail() { say "$*"; exit 1; }

# at_least HAVE WANT: is version HAVE (like 20.11.1) not older than WANT?
at_least() { [ "$(printf '%s\n%s\n' "$2" "$1" | sort -V | head -n 1)" = "$2" ]; }

# fresh STAMP FILE...: does STAMP hold the digest of these files (and of what stands in $stamp_salt)?
digest_of() { { printf '%s\n' "${stamp_salt:-}"; cat "$@"; } | sha256sum | cut -d' ' -f1; }
fresh() { local stamp=$1; shift; [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$(digest_of "$@")" ]; }
