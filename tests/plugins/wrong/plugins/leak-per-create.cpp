// Keeps memory of each instance that it makes.
#include "wrong_base.hpp"

struct Wrong final : wrong::Shop {
  Wrong(const fw_host* h, const wrong::Settings& s) : Shop(h, s) { wrong::leak(); }
};

WRONG_PLUGIN(Wrong);
