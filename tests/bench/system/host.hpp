// The host as these programs start it: the real engine and workers in a process of its own, made from this same program.
// It differs from `fairway serve` in what cannot be configured: limits that belong to a remote and not to the sandbox are
// lifted, and a measurement of one step puts the other steps to rest.
#pragma once
#include <memory>

#include "tests/support/world.hpp"

namespace fairway::bench {

enum class Steps { all, only_pull_orders };

// First thing in main(): when this program was started to be the host, runs it until SIGTERM and ends the program.
void be_host(int count, char** values);

// Starts it on the world's configuration and data; its log is host.log in the world's folder.
std::unique_ptr<testing::Process> start_host(const testing::World& world, Steps steps);

}  // namespace fairway::bench
