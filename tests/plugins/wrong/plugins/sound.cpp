// Nothing is wrong with it: what the others are, but for one thing.
#include "wrong_base.hpp"

WRONG_PLUGIN(wrong::Shop);
