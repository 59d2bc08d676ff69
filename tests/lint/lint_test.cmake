# The checks themselves are checked: each is run on a small tree that breaks one rule and must name it, and on one that
# breaks none and must pass. A check that cannot fail would be worse than none.
#   cmake -DLINT=<this folder> -DSCRATCH=<folder> -P lint_test.cmake
cmake_minimum_required(VERSION 3.25)
set(failures 0)
set(cases 0)

# tree(FILE CONTENT …): makes a fresh tree of these files.
function(tree)
  file(REMOVE_RECURSE ${SCRATCH})
  while(ARGN)
    list(POP_FRONT ARGN name content)
    file(WRITE ${SCRATCH}/${name} "${content}\n")
  endwhile()
endfunction()

function(run check code_out output_out)
  execute_process(COMMAND ${CMAKE_COMMAND} -DROOT=${SCRATCH} -P ${LINT}/${check}.cmake
    RESULT_VARIABLE code OUTPUT_VARIABLE text ERROR_VARIABLE errors)
  set(${code_out} ${code} PARENT_SCOPE)
  set(${output_out} "${text}${errors}" PARENT_SCOPE)
endfunction()

macro(verdict sound check expectation output)
  math(EXPR cases "${cases} + 1")
  if(NOT ${sound})
    math(EXPR failures "${failures} + 1")
    message("${check}: expected ${expectation}, got:\n${output}")
  endif()
endmacro()

macro(accepts check)
  run(${check} code output)
  set(sound FALSE)
  if(code EQUAL 0)
    set(sound TRUE)
  endif()
  verdict(sound ${check} "no complaint" "${output}")
endmacro()

macro(refuses check message)
  run(${check} code output)
  set(sound FALSE)
  string(REGEX REPLACE "[ \n]+" " " flat "${output}")
  string(FIND "${flat}" "${message}" at)
  if(NOT code EQUAL 0 AND at GREATER_EQUAL 0)
    set(sound TRUE)
  endif()
  verdict(sound ${check} "'${message}'" "${output}")
endmacro()

set(rooms host/CMakeLists.txt "fairway_room(base)"
  host/storage/CMakeLists.txt "fairway_room(storage DEPENDS base LIBRARIES Poco::Data)"
  host/flows/CMakeLists.txt "fairway_room(flows\n  DEPENDS storage  # reaches base\n)")

# ---- layering ----
tree(${rooms} host/flows/a.cpp "#include \"host/flows/a.hpp\"\n#include \"host/base/text.hpp\"\n#include <vector>"
  sdk/include/fairway/b.hpp "#include \"fairway/abi.h\"" plugins/shop/shop.cpp "#include \"fairway/plugin.hpp\"\n#include \"parts.hpp\""
  plugins/shop/parts.hpp "#include \"plugins/shop/other.hpp\"\n#include <boost/describe.hpp>")
accepts(layering)
tree(${rooms} host/storage/a.cpp "#include \"host/flows/a.hpp\"")
refuses(layering "storage does not depend on flows")
tree(${rooms} host/base/deep/a.hpp "  #  include <host/storage/a.hpp>")
refuses(layering "base does not depend on storage")
tree(${rooms} host/attic/a.cpp "#include \"host/base/text.hpp\"")
refuses(layering "no fairway_room(attic")
tree(${rooms} host/flows/a.cpp "#include \"../engine/a.hpp\"")
refuses(layering "written from the root of the tree")
tree(${rooms} host/flows/a.cpp "#include \"plugins/shop/shop.hpp\"")
refuses(layering "no code outside a plugin's folder knows a plugin")
tree(${rooms} sdk/testing/a.hpp "#include \"host/base/text.hpp\"")
refuses(layering "the SDK knows nothing of the host")
tree(${rooms} plugins/shop/shop.cpp "#include \"host/base/text.hpp\"")
refuses(layering "a plugin knows the SDK and nothing of the host")
tree(${rooms} plugins/shop/shop.cpp "#include \"plugins/other/other.hpp\"")
refuses(layering "a plugin knows no other plugin")
tree(${rooms} plugins/shop/shop.cpp "#include \"missing.hpp\"")
refuses(layering "neither the SDK's nor the plugin's own")
tree(host/a/CMakeLists.txt "fairway_room(a DEPENDS b)" host/b/CMakeLists.txt "fairway_room(b DEPENDS a)")
refuses(layering "depends on itself in a circle")
tree(host/a/CMakeLists.txt "fairway_room(a DEPENDS ghost)")
refuses(layering "DEPENDS names ghost, which is no room")

# ---- file length ----
string(REPEAT "int x\n" 499 long)
tree(host/a.cpp "${long}" docs/long.md "${long}${long}")
accepts(file_length)
tree(host/a.cpp "${long}int y\nint z")
refuses(file_length "501 host/a.cpp")

# ---- features ----
set(test_file "TEST(Orders, OnceOnly) {}   // ORD-2\nTEST_F(Stores,\n       PausedIsLeftAlone) {}   // ACC-8")
tree(tests/a_test.cpp "${test_file}" tests/deep/CMakeLists.txt "add_test(NAME storage.kill COMMAND x)   # HST-6"
  docs/features.md "| ORD-2 | exactly once | done | | | `Orders.OnceOnly` |
| ACC-8 | pause | part | | | `Stores.PausedIsLeftAlone` |
| HST-6 | jobs | done | | | `storage.kill` |
| ORD-20 | later, … with dots | open | `…/x` | | |")
accepts(features)
tree(tests/a_test.cpp "${test_file}" docs/features.md "| ORD-2 | x | done | | | `Orders.Invented` |")
refuses(features "ORD-2: no test named Orders.Invented")
tree(tests/a_test.cpp "${test_file}" docs/features.md "| ORD-3 | x | done | | | `Orders.OnceOnly` |")
refuses(features "does not mention ORD-3")
tree(docs/features.md "| ORD-2 | x | done | | | |")
refuses(features "ORD-2: done, but names no test")
tree(docs/features.md "| ORD-2 | x | open | | | |\n| ORD-2 | y | open | | | |")
refuses(features "ORD-2: stands twice")
tree(docs/features.md "| ORD-2 | x | nearly | | | |")
refuses(features "none of done, part, open")
tree(docs/features.md "nothing")
refuses(features "holds no rows")

file(REMOVE_RECURSE ${SCRATCH})
if(failures)
  message(FATAL_ERROR "${failures} of ${cases} cases failed")
endif()
message("${cases} cases")
