#!/usr/bin/env bash
# Lists the C and C++ sources that clang-format and clang-tidy look at, new ones included. abi.h is left out: it is laid
# out by hand, its columns are its documentation.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
git ls-files --cached --others --exclude-standard --deduplicate -- '*.cpp' '*.hpp' '*.h' '*.c' ':!sdk/include/fairway/abi.h'
