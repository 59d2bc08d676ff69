// The command line of the sandbox, shared by `fairway sandbox` and the program of its own.
#pragma once
#include "host/sandbox/sandbox.hpp"

namespace CLI {
class App;
}

namespace fairway::sandbox {

// Adds --listen, --wms, --seed, --scale, --models and the rest to `app`; they write into `options`, which must outlive it.
void add_options(CLI::App& app, Options& options);
// Runs until SIGINT or SIGTERM; the process's exit code.
int run(const Options& options);

}  // namespace fairway::sandbox
