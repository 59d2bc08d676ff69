#!/usr/bin/env bash
# Lays down the plugins that every later host has to load, as they are built on the day of a release: by g++, by clang with its
# own libc++ inside, and in plain C. Done once for each release of the SDK; what lies in the museum is never built anew.
#
#   build-museum.sh FOLDER [INCLUDE-FOLDER]       FOLDER is tests/abi/museum/<version>
#
# Without clang++ and libc++.a the second is left out, and it says so. CC, CXX and CLANGXX name other compilers.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$here/../../..
out=${1:?the folder} include=${2:-$root/sdk/include}
plugins=$root/tests/plugins
# Small: each is kept for ever.
flags=(-Os -DNDEBUG -fPIC -shared -fvisibility=hidden -ffunction-sections -fdata-sections "-I$include")
links=("-Wl,--version-script=$root/sdk/cmake/plugin.map" "-Wl,--exclude-libs,ALL" "-Wl,--gc-sections,--no-undefined,-z,now" -s)
mkdir -p "$out"

"${CXX:-g++}" -std=c++20 "${flags[@]}" -fno-gnu-unique "$plugins/libcxx-shop/libcxx_shop.cpp" -o "$out/gxx.so" "${links[@]}"
"${CC:-cc}" -std=c99 "${flags[@]}" "$plugins/c-shop/c_shop.c" -o "$out/c.so" "${links[@]}"

clang=${CLANGXX:-$(command -v clang++ || command -v clang++-14 || true)}
libcxx=$(find -L /usr/lib/llvm-14/lib /usr/lib/x86_64-linux-gnu -maxdepth 1 -name libc++.a 2>/dev/null | head -1)
if [[ $clang && $libcxx ]]; then
  "$clang" -std=c++20 -stdlib=libc++ "${flags[@]}" "$plugins/libcxx-shop/libcxx_shop.cpp" -o "$out/libcxx.so" \
    -nostdlib++ "$libcxx" "${libcxx%c++.a}c++abi.a" --unwindlib=libgcc -lpthread "${links[@]}"
else
  echo "no clang++ with libc++.a: $out/libcxx.so is left out"
fi
