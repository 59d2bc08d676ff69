// Is what is configured with an older version of the plugin configured with this one? (--against)
#pragma once
#include "subject.hpp"

namespace fairway::conformance {

const Test& against_test();

}  // namespace fairway::conformance
