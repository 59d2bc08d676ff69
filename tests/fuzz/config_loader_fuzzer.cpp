// What libFuzzer calls: any bytes at all are a configuration folder, and the loader keeps its promises.
#include <cstdio>
#include <cstdlib>

#include "tests/fuzz/config_input.hpp"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  static fairway::config::Inputs inputs;
  const bool twice = size % 4 == 0;  // it costs half of the time, and what is not always equal shows soon
  const auto answer = inputs.ask({reinterpret_cast<const char*>(data), size}, twice);
  for (const auto& promise : answer.broken) std::fprintf(stderr, "broken: %s\n", promise.c_str());
  if (!answer.broken.empty()) std::abort();
  return 0;
}
