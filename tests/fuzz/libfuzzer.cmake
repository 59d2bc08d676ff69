# Programs for libFuzzer, in any build: CMake knows one C++ compiler a build, so clang is called by hand. Rooms are compiled
# once more for it, with its counters and the address and undefined-behaviour sanitizers.
if(FAIRWAY_CLANGXX AND NOT FAIRWAY_LIBFUZZER)
  execute_process(COMMAND ${FAIRWAY_CLANGXX} -print-runtime-dir OUTPUT_VARIABLE runtime OUTPUT_STRIP_TRAILING_WHITESPACE
    ERROR_QUIET)
  file(GLOB runtime ${runtime}/libclang_rt.fuzzer[-.]*)
  set(FAIRWAY_LIBFUZZER "${runtime}" CACHE INTERNAL "The runtime of libFuzzer that belongs to FAIRWAY_CLANGXX")
endif()

# Of the undefined behaviour what the address sanitizer does not see anyway; the rest would double the time to compile.
set(fuzzer_flags -std=c++20 -O1 -gline-tables-only -fno-omit-frame-pointer -fsanitize=fuzzer-no-link,address,undefined
  -fno-sanitize=null,alignment,object-size,vptr,function -fno-sanitize-recover=undefined)

# fairway_fuzzer(NAME SOURCES … [FILES …] [ROOMS …] LIBRARIES …): bin/NAME. SOURCES lie in this folder, FILES, of plugins, are
# paths from the root. The last of ROOMS may include all others; without any the headers of `base` are there. Each room is one
# translation unit: clang reads the headers once, and without a precompiled one, which would carry this folder's path into ccache.
function(fairway_fuzzer name)
  cmake_parse_arguments(ARG "" "" "SOURCES;FILES;ROOMS;LIBRARIES" ${ARGN})
  set(last base)
  if(ARG_ROOMS)
    list(GET ARG_ROOMS -1 last)
  endif()
  set(includes "$<TARGET_PROPERTY:fairway_${last},INCLUDE_DIRECTORIES>")
  set(definitions "$<TARGET_PROPERTY:fairway_${last},COMPILE_DEFINITIONS>")
  set(objects "")
  foreach(room ${ARG_ROOMS} "")
    set(sources ${ARG_SOURCES})
    list(TRANSFORM sources PREPEND tests/fuzz/)
    list(APPEND sources ${ARG_FILES})
    if(room)
      file(GLOB_RECURSE sources RELATIVE ${CMAKE_SOURCE_DIR} CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/host/${room}/*.cpp)
    endif()
    list(FILTER sources EXCLUDE REGEX "/(pch|main)\\.cpp$")
    list(TRANSFORM sources REPLACE "(.+)" "#include \"\\1\"\n")
    list(JOIN sources "" text)
    set(unit ${CMAKE_CURRENT_BINARY_DIR}/${name}_${room})
    file(CONFIGURE OUTPUT ${unit}.cpp CONTENT "${text}" @ONLY)
    add_custom_command(OUTPUT ${unit}.o
      COMMAND ${CMAKE_CXX_COMPILER_LAUNCHER} ${FAIRWAY_CLANGXX} ${fuzzer_flags} -include host/base/pch.hpp
        "-I$<JOIN:${includes},;-I>" "$<$<BOOL:${definitions}>:-D$<JOIN:${definitions},;-D>>"
        -MD -MF ${unit}.d -MT ${unit}.o -c ${unit}.cpp -o ${unit}.o
      DEPENDS ${unit}.cpp DEPFILE ${unit}.d
      COMMENT "Building ${name}'s copy of ${room} for libFuzzer" VERBATIM COMMAND_EXPAND_LISTS)
    list(APPEND objects ${unit}.o)
  endforeach()

  set(program ${CMAKE_BINARY_DIR}/bin/${name})
  set(libraries ${ARG_LIBRARIES})
  list(TRANSFORM libraries REPLACE "(.+)" "$<TARGET_FILE:\\1>")
  add_custom_command(OUTPUT ${program}
    COMMAND ${FAIRWAY_CLANGXX} -fsanitize=fuzzer,address,undefined $<$<BOOL:${FAIRWAY_MOLD}>:-fuse-ld=mold> ${objects}
      ${libraries} -o ${program}
    DEPENDS ${objects}
    COMMENT "Linking bin/${name} with libFuzzer" VERBATIM COMMAND_EXPAND_LISTS)
  add_custom_target(${name} ALL DEPENDS ${program})
endfunction()
