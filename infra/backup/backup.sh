#!/bin/sh
# One backup: database, server keys, and what the store holds that the last one did not.
# Usage (as the operator, from cron): infra/backup/backup.sh TARGET_FOLDER
# The footage is copied by the store's own client; for a second site use bucket replication instead, see runbook.md.
set -eu
umask 077
here="$(cd "$(dirname "$0")/.." && pwd)"
[ $# -eq 1 ] && [ -d "$1" ] || { echo "usage: $0 TARGET_FOLDER (an existing folder on another disk)" >&2; exit 2; }
target="$(cd "$1" && pwd)"
stamp="$(date -u +%Y%m%dT%H%M%SZ)"
compose() { docker compose -f "$here/compose.yml" --env-file "$here/.env" "$@"; }

compose exec -T postgres pg_dump -U postgres -Fc lianzheng > "$target/database-$stamp.dump.part"
mv "$target/database-$stamp.dump.part" "$target/database-$stamp.dump"

compose exec -T web tar -C /keys -cf - . > "$target/keys-$stamp.tar.part"
mv "$target/keys-$stamp.tar.part" "$target/keys-$stamp.tar"

mkdir -p "$target/objects"
compose run --rm -T --no-deps -v "$target/objects:/backup" --entrypoint /bin/sh store-accounts -c '
  export MC_CONFIG_DIR=/tmp/mc
  mc alias set house http://store:9000 "$STORE_ROOT_USER" "$STORE_ROOT_SECRET" > /dev/null
  for bucket in '"${S3_BUCKET_FOOTAGE:-lianzheng-footage} ${S3_BUCKET_DERIVED:-lianzheng-derived}"'; do
    mc mirror --quiet --preserve "house/$bucket" "/backup/$bucket"
  done'

# A dump that cannot be listed is no backup.
compose exec -T postgres pg_restore --list < "$target/database-$stamp.dump" > /dev/null
find "$target" -maxdepth 1 -name 'database-*.dump' -mtime +35 -delete
find "$target" -maxdepth 1 -name 'keys-*.tar' -mtime +35 -delete
echo "backup $stamp is complete in $target"
