// Exports no fw_entry.
#include "fairway/abi.h"

extern "C" FW_EXPORT int shop_version() { return 1; }
