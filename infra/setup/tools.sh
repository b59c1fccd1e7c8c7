#!/usr/bin/env bash
# tools.sh run|test: installs what is missing, once; says in one sentence what a person has to do.
set -euo pipefail
cd "$(dirname "$0")/../.."
. infra/setup/say.sh
. infra/setup/packages.sh
. infra/setup/python.sh
. infra/setup/node.sh

purpose=${1:?run or test}
# What only a person can mend comes first, before anything is installed.
python=$(find_python)
check_node
need_packages "$purpose"
need_python_packages "$python"
need_node_packages
