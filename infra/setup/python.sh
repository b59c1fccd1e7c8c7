# Sourced. Python >= 3.11, uv, the virtual environment .venv exactly as requirements.lock says.
export UV_PYTHON_DOWNLOADS=never

find_python() {
  local one
  for one in ${PYTHON:-} python3 python3.14 python3.13 python3.12 python3.11; do
    command -v "$one" >/dev/null || continue
    "$one" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || continue
    "$one" -c 'import sys; print(getattr(sys, "_base_executable", sys.executable))'
    return 0
  done
  fail "Python 3.11 or newer is needed and was not found; install it, or name it: make PYTHON=/path/to/python3.12 …"
}

# A venv of its own for uv: Debian forbids pip to write into the system's Python (PEP 668).
make_tools_venv() {
  "$1" -m venv .venv-tools >/dev/null 2>&1 && return 0
  rm -rf .venv-tools
  [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null || return 1
  apt-get install -y -qq --no-install-recommends python3-venv >/dev/null 2>&1 || true
  "$1" -m venv .venv-tools >/dev/null 2>&1
}

# Sets $uv.
need_uv() {
  if command -v uv >/dev/null && uv --version >/dev/null 2>&1; then uv=uv; return 0; fi
  uv=.venv-tools/bin/uv
  [ -x "$uv" ] && return 0
  make_tools_venv "$1" ||
    fail "Python's venv module is missing. Run this, then try again:  sudo apt-get install -y python3-venv"
  .venv-tools/bin/pip install -q --disable-pip-version-check 'uv>=0.8' ||
    fail "uv, the installer of the Python packages, could not be fetched from PyPI: is there a network?"
}

need_python_packages() {
  local python=$1 stamp=.venv/.installed
  stamp_salt="$PWD $python $("$python" -V)"
  fresh "$stamp" requirements.lock pyproject.toml && return 0
  need_uv "$python"
  [ -x .venv/bin/python ] && .venv/bin/python -c '' 2>/dev/null || "$uv" venv -q --clear --python "$python" .venv
  "$uv" pip sync -q --python .venv/bin/python requirements.lock ||
    fail "The Python packages of requirements.lock could not be installed."
  "$uv" pip install -q --python .venv/bin/python --no-deps --no-build-isolation -e . ||
    fail "The command lianzheng could not be installed into .venv."
  digest_of requirements.lock pyproject.toml > "$stamp"
}
