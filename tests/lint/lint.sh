#!/usr/bin/env bash
# What `./dev lint` does once the tools are there and build/clang is configured. Goes through all checks and fails at the end.
#   lint.sh [--all]      --all: clang-tidy on every file, not only on what changed
# shellcheck disable=SC2317   # the functions are called by name
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.." || exit
status=0
check() {
  local what=$1; shift
  echo "== $what"
  "$@" || { echo "== $what: failed"; status=1; }
}
format() { tests/lint/sources.sh | xargs -r clang-format --dry-run --Werror; }
shell() { git ls-files -- dev .ci/run '*.sh' | xargs shellcheck; }
script() { cmake -DROOT="$PWD" "${@:2}" -P "tests/lint/$1.cmake"; }

# Without --all: what differs from the last commit, or, in a clean tree, what that commit changed.
to_tidy() {
  local since=HEAD
  git diff --quiet HEAD -- && since=HEAD~1
  if [[ ${1:-} == --all ]]; then tests/lint/sources.sh; else git diff --name-only --diff-filter=d "$since"; fi |
    sed -n '/\.cpp$/p'   # grep would call it a failure where none is there
}
tidy() { to_tidy "$@" | xargs -r -n 4 -P "${JOBS:-2}" clang-tidy --quiet -p build/clang; }

check format format
check shell shell
check layers script layering
check "file lengths" script file_length -DREPORT=ON
check features script features
check clang-tidy tidy "$@"
exit $status
