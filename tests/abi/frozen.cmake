# The text of abi.h, less its comments but with the strands that they name, is what tests/abi/abi.frozen says (SDK-6).
#   cmake -DHEADER=<abi.h> -DFROZEN=<abi.frozen> -DWORK=<a folder> [-DWRITE=1] -P frozen.cmake
file(READ ${HEADER} text)
foreach(strand loader channel any)   # a strand is part of the contract, so it is lifted out of its comment
  string(REPLACE "[${strand}]" "*/ <${strand}> /*" text "${text}")
endforeach()
string(REGEX REPLACE "/\\*[^*]*\\*+([^/*][^*]*\\*+)*/" " " text "${text}")
string(REGEX REPLACE "[ \t]+" " " text "${text}")
string(REGEX REPLACE " ?\n[ \n]*" "\n" text "${text}")
string(REGEX REPLACE "^\n" "" text "${text}")
if(WRITE)
  file(WRITE ${FROZEN} "${text}")
  return()
endif()
file(READ ${FROZEN} frozen)
if(NOT text STREQUAL frozen)
  file(WRITE ${WORK}/abi.now "${text}")
  execute_process(COMMAND diff -u ${FROZEN} ${WORK}/abi.now OUTPUT_VARIABLE difference)
  message(FATAL_ERROR "abi.h is not what ${FROZEN} says:\n${difference}\n"
    "Released tables and structs never change; new ones are added (docs/integrators/abi-rules.md). If this adds, write the\n"
    "text anew: cmake -DHEADER=${HEADER} -DFROZEN=${FROZEN} -DWRITE=1 -P tests/abi/frozen.cmake")
endif()
