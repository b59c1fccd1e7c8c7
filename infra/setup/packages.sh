# Sourced. Debian packages, by the program (or font) each is wanted for.

have_font() { ls /usr/share/fonts/opentype/noto/NotoSansCJK-*.ttc >/dev/null 2>&1; }
have_browser() { command -v chromium >/dev/null; }

# missing_packages run|test: the names of the packages that are not here
missing_packages() {
  command -v ffmpeg >/dev/null && command -v ffprobe >/dev/null || echo ffmpeg
  [ "$1" = test ] || return 0
  have_browser || echo chromium
  have_font || echo fonts-noto-cjk
  command -v radosgw >/dev/null || echo radosgw
  command -v ceph-mon >/dev/null || echo ceph-mon
  command -v ceph-osd >/dev/null || echo ceph-osd
  command -v ceph >/dev/null || echo ceph-common
}

need_packages() {
  local missing
  missing=$(missing_packages "$1" | paste -sd " ")
  [ -n "$missing" ] || return 0
  local line="apt-get install -y --no-install-recommends $missing"
  command -v apt-get >/dev/null || fail "Missing on this machine: $missing (Debian's names); install them and try again."
  [ "$(id -u)" = 0 ] || fail "Missing on this machine: $missing. Run this, then try again:  sudo $line"
  say "Installing $missing …"
  apt-get update -qq || say "The package lists could not be refreshed; trying with those at hand."
  DEBIAN_FRONTEND=noninteractive $line -qq >/dev/null || fail "These packages could not be installed: $missing."
  missing=$(missing_packages "$1" | paste -sd " ")
  [ -z "$missing" ] || fail "Installed, and yet not found: $missing."
}
