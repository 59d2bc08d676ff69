# For plugin authors, inside this tree and after find_package(FairwaySDK):
#
#   fairway_add_plugin(shop SOURCES shop.cpp [LIBRARIES …] [OUTPUT folder])
#     A plugin, shop.so, in <build>/plugins. It exports fw_entry and nothing else. Where its folder has a sample.yaml and there is a
#     `fairway` program, the test plugin.shop.conformance holds it against the rules, with its conversation.jsonl if there is one
#     (docs/integrators/checking-a-plugin.md); not with FAIRWAY_PLUGIN_CHECK set to OFF.
#   fairway_add_plugin_test(shop SOURCES shop_test.cpp [PLUGIN_SOURCES shop.cpp …] [LIBRARIES …])
#     Its test, <name>_plugin_test: GoogleTest with the plugin's own sources compiled in and fairway/testing.hpp at hand.
#     PLUGIN_SOURCES left out are those of fairway_add_plugin(shop …). The macro FAIRWAY_PLUGIN_DIR is the source folder,
#     for test data.

# In the tree: its warnings and sanitizers. They are no part of the installed SDK.
function(fairway_plugin_settings target)
  target_link_libraries(${target} PRIVATE fairway::sdk)
  if(TARGET fairway_options)
    target_link_libraries(${target} PRIVATE fairway_options)
  endif()
endfunction()

function(fairway_add_plugin name)
  cmake_parse_arguments(ARG "" "OUTPUT" "SOURCES;LIBRARIES" ${ARGN})
  if(NOT ARG_SOURCES)
    message(FATAL_ERROR "fairway_add_plugin(${name}): SOURCES missing")
  endif()
  if(NOT ARG_OUTPUT)
    set(ARG_OUTPUT ${CMAKE_BINARY_DIR}/plugins)
  endif()
  set(map ${CMAKE_CURRENT_FUNCTION_LIST_DIR}/plugin.map)
  add_library(${name} MODULE ${ARG_SOURCES})
  fairway_plugin_settings(${name})
  target_link_libraries(${name} PRIVATE ${ARG_LIBRARIES})
  set_target_properties(${name} PROPERTIES PREFIX "" SUFFIX ".so" LIBRARY_OUTPUT_DIRECTORY ${ARG_OUTPUT}
    CXX_VISIBILITY_PRESET hidden VISIBILITY_INLINES_HIDDEN ON POSITION_INDEPENDENT_CODE ON LINK_DEPENDS ${map}
    FAIRWAY_SOURCES "${ARG_SOURCES}" FAIRWAY_LIBRARIES "${ARG_LIBRARIES}")
  # libstdc++ makes some symbols unique in the whole process, which would pin the file in memory.
  target_compile_options(${name} PRIVATE $<$<COMPILE_LANG_AND_ID:CXX,GNU>:-fno-gnu-unique>)
  target_link_options(${name} PRIVATE -Wl,--version-script=${map} -Wl,-z,now)
  if(NOT FAIRWAY_SANITIZE AND NOT CMAKE_CXX_FLAGS MATCHES "-fsanitize")
    target_link_options(${name} PRIVATE -Wl,--no-undefined)   # a sanitizer's own symbols come from the executable
  endif()
  fairway_add_plugin_check(${name})
endfunction()

function(fairway_add_plugin_check name)
  set(here ${CMAKE_CURRENT_SOURCE_DIR})
  if((DEFINED FAIRWAY_PLUGIN_CHECK AND NOT FAIRWAY_PLUGIN_CHECK) OR NOT EXISTS ${here}/sample.yaml)
    return()
  endif()
  if(DEFINED FAIRWAY_TESTS)   # in the tree
    if(NOT FAIRWAY_TESTS)
      return()
    endif()
    set(program $<TARGET_FILE:fairway>)
  else()
    find_program(FAIRWAY_PROGRAM fairway)
    if(NOT FAIRWAY_PROGRAM)
      return()
    endif()
    set(program ${FAIRWAY_PROGRAM})
  endif()
  set(talk "")
  if(EXISTS ${here}/conversation.jsonl)
    set(talk --conversation ${here}/conversation.jsonl)
  endif()
  add_test(NAME plugin.${name}.conformance COMMAND ${program} plugin check $<TARGET_FILE:${name}> --sample ${here}/sample.yaml ${talk})
  set_tests_properties(plugin.${name}.conformance PROPERTIES LABELS fast)
endfunction()

function(fairway_add_plugin_test name)
  cmake_parse_arguments(ARG "" "" "SOURCES;PLUGIN_SOURCES;LIBRARIES" ${ARGN})
  if(DEFINED FAIRWAY_TESTS AND NOT FAIRWAY_TESTS)
    return()
  endif()
  if(TARGET ${name})
    if(NOT ARG_PLUGIN_SOURCES)
      get_target_property(ARG_PLUGIN_SOURCES ${name} FAIRWAY_SOURCES)
    endif()
    get_target_property(libraries ${name} FAIRWAY_LIBRARIES)
    if(libraries)
      list(APPEND ARG_LIBRARIES ${libraries})
    endif()
  endif()
  find_package(GTest REQUIRED)
  add_executable(${name}_plugin_test ${ARG_SOURCES} ${ARG_PLUGIN_SOURCES})
  fairway_plugin_settings(${name}_plugin_test)
  target_link_libraries(${name}_plugin_test PRIVATE ${ARG_LIBRARIES} GTest::gmock GTest::gtest_main)
  target_compile_definitions(${name}_plugin_test PRIVATE FAIRWAY_PLUGIN_DIR="${CMAKE_CURRENT_SOURCE_DIR}")
  add_test(NAME plugin.${name} COMMAND ${name}_plugin_test)
  set_tests_properties(plugin.${name} PROPERTIES LABELS fast)
endfunction()
