# A room is one folder of host/ built as one static library; its unit tests lie in tests/host/<room>/.
#   fairway_room(storage DEPENDS base LIBRARIES Poco::Data)
# DEPENDS names other rooms and is the whole truth about layering: tests/lint/layering.cmake compares it with the
# #include lines and fails the build where they differ.
add_library(fairway_options INTERFACE)
target_compile_options(fairway_options INTERFACE
  $<$<COMPILE_LANGUAGE:CXX>:-Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor -Woverloaded-virtual>
  $<$<COMPILE_LANGUAGE:CXX>:-Wno-missing-field-initializers>   # a designated initialiser leaves members out on purpose
  -fPIC)   # everywhere, programs too: gcc drops a precompiled header where -fPIC and -fPIE differ
target_compile_options(fairway_options INTERFACE
  $<$<COMPILE_LANG_AND_ID:CXX,GNU>:-fpch-preprocess>)   # without it ccache cannot keep what uses a precompiled header
# A source file is no header, though a batch of several includes it.
if(CMAKE_UNITY_BUILD)
  target_compile_options(fairway_options INTERFACE $<$<COMPILE_LANG_AND_ID:CXX,GNU>:-Wno-subobject-linkage>)
endif()
# What g++ 12 says at -O2 of std::string's and std::optional's insides, once it has inlined them (GCC bugs 105329, 105651,
# 80635), is untrue; each place turns up under several names. The debug builds, the sanitizers and clang keep their eyes on
# the same code.
if(CMAKE_CXX_COMPILER_ID STREQUAL GNU AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  target_compile_options(fairway_options INTERFACE
    $<$<AND:$<COMPILE_LANGUAGE:CXX>,$<CONFIG:Release>>:-Wno-maybe-uninitialized;-Wno-array-bounds;-Wno-restrict>
    $<$<AND:$<COMPILE_LANGUAGE:CXX>,$<CONFIG:Release>>:-Wno-stringop-overflow;-Wno-stringop-overread>)
endif()
target_include_directories(fairway_options INTERFACE ${CMAKE_SOURCE_DIR} ${CMAKE_SOURCE_DIR}/sdk/include)
target_compile_definitions(fairway_options INTERFACE BOOST_DLL_USE_STD_FS BOOST_ALL_NO_LIB)
target_link_libraries(fairway_options INTERFACE Threads::Threads)
if(FAIRWAY_SANITIZE)
  target_compile_options(fairway_options INTERFACE -fsanitize=${FAIRWAY_SANITIZE} -fno-omit-frame-pointer)
  target_link_options(fairway_options INTERFACE -fsanitize=${FAIRWAY_SANITIZE})
endif()
find_program(FAIRWAY_MOLD mold)
if(FAIRWAY_MOLD)
  target_link_options(fairway_options INTERFACE -fuse-ld=mold)
endif()

# One precompiled header for all of the host: what nearly every file needs and what is slow to read. Poco::Foundation is
# here for its definitions (_DEBUG, _FILE_OFFSET_BITS): gcc drops the header where a file's differ.
add_library(fairway_pch STATIC ${CMAKE_SOURCE_DIR}/host/base/pch.cpp)
target_link_libraries(fairway_pch PUBLIC fairway_options fairway_sdk Boost::json fmt::fmt spdlog::spdlog Poco::Foundation)
# By a name without a folder's path in it: then ccache knows what is compiled in one clone of this repository in every other.
# clang keeps the path anyway, and refuses a header that changed there since.
if(CMAKE_CXX_COMPILER_ID STREQUAL GNU)
  set(fairway_pch_header <host/base/pch.hpp>)
else()
  set(fairway_pch_header ${CMAKE_SOURCE_DIR}/host/base/pch.hpp)
endif()
target_precompile_headers(fairway_pch PRIVATE ${fairway_pch_header})
# The same with GoogleTest, which takes a test file longer to read than all else.
if(FAIRWAY_TESTS)
  add_library(fairway_test_pch STATIC ${CMAKE_SOURCE_DIR}/host/base/pch.cpp)
  target_link_libraries(fairway_test_pch PUBLIC fairway_pch GTest::gmock)
  target_precompile_headers(fairway_test_pch PRIVATE ${fairway_pch_header} <gmock/gmock.h>)
endif()

function(fairway_room name)
  cmake_parse_arguments(ARG "" "" "DEPENDS;LIBRARIES" ${ARGN})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/host/${name}/*.cpp)
  list(FILTER sources EXCLUDE REGEX "/(pch|main)\\.cpp$")
  add_library(fairway_${name} STATIC ${sources})
  list(TRANSFORM ARG_DEPENDS PREPEND fairway_)
  target_link_libraries(fairway_${name} PUBLIC fairway_pch ${ARG_DEPENDS} ${ARG_LIBRARIES})
  target_precompile_headers(fairway_${name} REUSE_FROM fairway_pch)
  set_property(GLOBAL APPEND PROPERTY FAIRWAY_ROOMS ${name})
  fairway_room_tests(${name})
endfunction()

function(fairway_room_tests name)
  file(GLOB_RECURSE tests CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/tests/host/${name}/*_test.cpp)
  if(NOT FAIRWAY_TESTS OR NOT tests)
    return()
  endif()
  add_executable(${name}_test ${tests})
  target_link_libraries(${name}_test PRIVATE fairway_${name} GTest::gmock GTest::gtest_main)
  target_precompile_headers(${name}_test REUSE_FROM fairway_test_pch)
  target_compile_definitions(${name}_test PRIVATE FAIRWAY_SOURCE_DIR="${CMAKE_SOURCE_DIR}")
  target_compile_options(${name}_test PRIVATE -fPIC)   # as the header was compiled, not -fPIE
  add_test(NAME ${name} COMMAND ${name}_test)
  set_tests_properties(${name} PROPERTIES LABELS fast)
endfunction()
