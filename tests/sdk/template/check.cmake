# `fairway plugin new`, then what its words say, in a folder of its own against an installed SDK.
set(WORK ${FOLDER}/${KIND})
file(REMOVE_RECURSE ${WORK})
file(MAKE_DIRECTORY ${WORK})
function(run)
  execute_process(COMMAND ${ARGN} WORKING_DIRECTORY ${WORK} RESULT_VARIABLE result OUTPUT_VARIABLE output ERROR_VARIABLE output)
  if(NOT result EQUAL 0)
    message(FATAL_ERROR "${ARGN}\n${output}")
  endif()
  set(output "${output}" PARENT_SCOPE)
endfunction()
run(${CMAKE_COMMAND} --install ${BUILD} --component sdk --prefix ${WORK}/sdk)
run(${FAIRWAY} plugin new my-own --kind ${KIND} --template ${WORK}/sdk/share/fairway/template)
run(${CMAKE_COMMAND} -S my-own -B my-own/build -G ${GENERATOR} -DCMAKE_PREFIX_PATH=${WORK}/sdk -DCMAKE_CXX_COMPILER=${COMPILER}
  -DCMAKE_CXX_COMPILER_LAUNCHER=ccache -DCMAKE_CXX_FLAGS=${FLAGS} -DFAIRWAY_PROGRAM=${FAIRWAY})
run(${CMAKE_COMMAND} --build my-own/build)
run(${CMAKE_CTEST_COMMAND} --test-dir my-own/build --no-tests=error --output-on-failure)
if(NOT output MATCHES "plugin.my-own.conformance")
  message(FATAL_ERROR "the conformance check did not run:\n${output}")
endif()
run(${FAIRWAY} plugin check my-own/build/plugins/my-own.so --level pedantic --sample my-own/sample.yaml)

# It is never written over.
execute_process(COMMAND ${FAIRWAY} plugin new my-own --kind ${KIND} --template ${WORK}/sdk/share/fairway/template
  WORKING_DIRECTORY ${WORK} RESULT_VARIABLE result ERROR_VARIABLE words)
if(NOT result EQUAL 1 OR NOT words MATCHES "my-own is there already; nothing was written")
  message(FATAL_ERROR "written over: ${result} ${words}")
endif()
