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

# fairway_fuzzer_object(OUTPUT INPUT DEFINITIONS FLAG…): compiles one file. Uses `room` for includes and definitions.
function(fairway_fuzzer_object output input room)
  set(includes "$<TARGET_PROPERTY:fairway_${room},INCLUDE_DIRECTORIES>")
  set(definitions "$<TARGET_PROPERTY:fairway_${room},COMPILE_DEFINITIONS>")
  add_custom_command(OUTPUT ${output}
    COMMAND ${CMAKE_CXX_COMPILER_LAUNCHER} ${FAIRWAY_CLANGXX} ${fuzzer_flags} ${ARGN}
      "-I$<JOIN:${includes},;-I>" "$<$<BOOL:${definitions}>:-D$<JOIN:${definitions},;-D>>"
      -MD -MF ${output}.d -MT ${output} -c ${input} -o ${output}
    DEPENDS ${input} ${fuzzer_pch_made} DEPFILE ${output}.d
    COMMENT "Building ${output} for libFuzzer" VERBATIM COMMAND_EXPAND_LISTS)
endfunction()

# fairway_fuzzer(NAME SOURCES … ROOMS … LIBRARIES … [WITHOUT REGEX]): bin/NAME. The last of ROOMS may include all others.
# WITHOUT: files of the rooms that are not compiled again.
function(fairway_fuzzer name)
  cmake_parse_arguments(ARG "" "WITHOUT" "SOURCES;ROOMS;LIBRARIES" ${ARGN})
  list(GET ARG_ROOMS -1 last)
  set(sources ${ARG_SOURCES})
  list(TRANSFORM sources PREPEND ${CMAKE_CURRENT_SOURCE_DIR}/)
  foreach(room ${ARG_ROOMS})
    file(GLOB_RECURSE more CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/host/${room}/*.cpp)
    list(APPEND sources ${more})
  endforeach()
  list(FILTER sources EXCLUDE REGEX "/(pch|main)\\.cpp$")
  if(ARG_WITHOUT)
    list(FILTER sources EXCLUDE REGEX "${ARG_WITHOUT}")
  endif()

  set(folder ${CMAKE_CURRENT_BINARY_DIR}/${name})
  set(pch ${folder}/pch.pch)
  fairway_fuzzer_object(${pch} ${CMAKE_SOURCE_DIR}/host/base/pch.hpp ${last} -x c++-header -Xclang -fno-pch-timestamp)
  set(fuzzer_pch_made ${pch})
  set(objects "")
  foreach(source ${sources})
    cmake_path(RELATIVE_PATH source BASE_DIRECTORY ${CMAKE_SOURCE_DIR} OUTPUT_VARIABLE path)
    fairway_fuzzer_object(${folder}/${path}.o ${source} ${last} -include-pch ${pch})
    list(APPEND objects ${folder}/${path}.o)
  endforeach()

  set(program ${CMAKE_BINARY_DIR}/bin/${name})
  list(REVERSE ARG_ROOMS)
  list(TRANSFORM ARG_ROOMS PREPEND fairway_ OUTPUT_VARIABLE rooms)
  set(libraries ${rooms} ${ARG_LIBRARIES})
  list(TRANSFORM libraries REPLACE "(.+)" "$<TARGET_FILE:\\1>")
  add_custom_command(OUTPUT ${program}
    COMMAND ${FAIRWAY_CLANGXX} -fsanitize=fuzzer,address,undefined $<$<BOOL:${FAIRWAY_MOLD}>:-fuse-ld=mold> ${objects}
      ${libraries} -o ${program}
    DEPENDS ${objects} ${rooms}
    COMMENT "Linking bin/${name} with libFuzzer" VERBATIM COMMAND_EXPAND_LISTS)
  add_custom_target(${name} ALL DEPENDS ${program})
endfunction()
