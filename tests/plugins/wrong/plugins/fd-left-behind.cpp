// Leaves a descriptor open with each instance that it makes.
#include <fcntl.h>

#include "wrong_base.hpp"

struct Wrong final : wrong::Shop {
  Wrong(const fw_host* h, const wrong::Settings& s) : Shop(h, s) { ::open("/dev/null", O_RDONLY | O_CLOEXEC); }
};

WRONG_PLUGIN(Wrong);
