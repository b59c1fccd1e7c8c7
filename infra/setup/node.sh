# Sourced. Node >= 20 and the packages of pwa/package-lock.json.

need_node() {
  command -v node >/dev/null && command -v npm >/dev/null ||
    fail "Node 20 or newer with npm is needed and was not found: see https://nodejs.org"
  local version stamp=pwa/node_modules/.installed
  version=$(node --version)
  at_least "${version#v}" 20.0.0 || fail "Node 20 or newer is needed; this is $version."
  stamp_salt="$version"
  fresh "$stamp" pwa/package-lock.json && return 0
  (cd pwa && npm ci --silent --no-audit --no-fund) || fail "The packages of pwa/package-lock.json could not be installed."
  digest_of pwa/package-lock.json > "$stamp"
}
