#!/bin/sh
# Writes infra/.env with fresh secrets; never over one that is there. Usage: infra/new-env.sh SITE_HOST STORE_HOST
set -eu
umask 077
file="$(dirname "$0")/.env"
[ $# -eq 2 ] || { echo "usage: $0 SITE_HOST STORE_HOST   (for example lz.example.cn store.lz.example.cn)" >&2; exit 2; }
[ ! -e "$file" ] || { echo "$file exists; secrets in use are not replaced" >&2; exit 1; }
secret() { od -An -N32 -tx1 /dev/urandom | tr -d ' \n'; }
{
  echo "SITE_HOST=$1"
  echo "STORE_HOST=$2"
  for name in POSTGRES_PASSWORD OWNER_DB_PASSWORD WEB_DB_PASSWORD MEDIA_DB_PASSWORD \
              STORE_ROOT_SECRET WEB_STORE_SECRET MEDIA_STORE_SECRET METRICS_TOKEN; do
    echo "$name=$(secret)"
  done
} > "$file"
echo "$file written; keep a copy of it where the backups are kept, not beside them"
