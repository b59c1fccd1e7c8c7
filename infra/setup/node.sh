# Sourced. Node >= 20 and the packages of pwa/package-lock.json.

check_node() {
  command -v node >/dev/null && command -v npm >/dev/null ||
    fail "Node 20 or newer with npm is needed and was not found: see https://nodejs.org"
  local version
  version=$(node --version)
  at_least "${version#v}" 20.0.0 || fail "Node 20 or newer is needed; this is $version."
}

need_node_packages() {
  local said stamp=pwa/node_modules/.installed
  stamp_salt=$(node --version)
  fresh "$stamp" pwa/package-lock.json && return 0
  said=$(cd pwa && npm ci --no-audit --no-fund --loglevel=error 2>&1) || {
    say "$(grep -v '^npm error$' <<<"$said" | head -n 8)"
    fail "The packages of pwa/package-lock.json could not be installed."
  }
  digest_of pwa/package-lock.json > "$stamp"
}
