// The floor: what a bare script does that pulls the same pages and upserts the orders into one SQLite table.
#pragma once
#include "tests/support/world.hpp"

namespace fairway::bench {

// Pulls all orders of one account; orders a second. Throws where the sandbox or SQLite refuses.
double bare_pull_and_upsert(testing::World& world, int account);

}  // namespace fairway::bench
