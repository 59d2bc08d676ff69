// `fairway-worker worker …`: the worker without the rest of fairway, for tests and benchmarks.
#include "host/plugins/worker_entry.hpp"

int main(int count, char** values) { return fairway::plugins::worker_entry(count - 1, values + 1); }
