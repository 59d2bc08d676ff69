// The command line behind `fairway worker`.
#pragma once

namespace fairway::plugins {

// `worker PLUGIN.so` serves calls on descriptor 3, `worker --describe PLUGIN.so` prints what the plugin is. `values`
// starts at the word "worker". Returns the exit code; 2 for a wrong command line.
int worker_entry(int count, char** values);

}  // namespace fairway::plugins
