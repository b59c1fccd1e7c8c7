#!/bin/sh
# Gives each plane its account and policy in a MinIO-compatible store. Safe to run again.
set -eu
export MC_CONFIG_DIR=/tmp/mc
mc alias set house http://store:9000 "$STORE_ROOT_USER" "$STORE_ROOT_SECRET" > /dev/null
account() { # name secret policy-file
  mc admin policy create house "$1" "$3"
  mc admin user add house "$1" "$2" > /dev/null
  mc admin policy attach house "$1" --user "$1" > /dev/null 2>&1 ||
    mc admin user info house "$1" | grep -q "$1" # attached before
}
account lianzheng-web "$WEB_STORE_SECRET" /infra/web-policy.json
account lianzheng-media "$MEDIA_STORE_SECRET" /infra/media-policy.json
echo "accounts lianzheng-web and lianzheng-media are set"
