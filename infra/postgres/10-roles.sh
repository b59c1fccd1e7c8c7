#!/bin/sh
# Run once by the postgres image on an empty data folder: who may sign in, and as what.
set -eu
psql -v ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" \
  -v database="$POSTGRES_DB" -v owner_password="$OWNER_DB_PASSWORD" \
  -v web_password="$WEB_DB_PASSWORD" -v media_password="$MEDIA_DB_PASSWORD" \
  -f "$(dirname "$0")/roles.psql"
