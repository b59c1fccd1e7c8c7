#!/usr/bin/env bash
# tools.sh run|test: installs what is missing, once; says in one sentence what a person has to do.
set -euo pipefail
cd "$(dirname "$0")/../.."
. infra/setup/say.sh
. infra/setup/packages.sh
. infra/setup/python.sh
. infra/setup/node.sh

purpose=${1:?run or test}
need_packages "$purpose"
need_python
need_node
