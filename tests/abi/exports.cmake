# A plugin exports fw_entry and nothing else (SDK-1).
execute_process(COMMAND ${NM} -D --defined-only --format=posix ${FILE} OUTPUT_VARIABLE symbols COMMAND_ERROR_IS_FATAL ANY)
string(REGEX REPLACE " [^\n]*\n" ";" names "${symbols}")
list(FILTER names EXCLUDE REGEX "^$")
if(NOT names STREQUAL "fw_entry")
  message(FATAL_ERROR "${FILE} exports ${names}")
endif()
