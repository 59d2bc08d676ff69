// Work on many things by several threads.
#pragma once
#include <algorithm>
#include <atomic>
#include <future>
#include <vector>

namespace fairway {

// body(i) for every i below `count`, each once and in no order, by at most `threads` threads of which the caller's is one.
// `few`: so many for each thread at least, so that a handful is done by the caller alone. Returns when all are done; what one
// of them throws is thrown then.
template <class Body>
void at_once(std::size_t count, std::size_t threads, std::size_t few, Body body) {
  std::atomic<std::size_t> next{0};
  const auto work = [&] {
    for (auto i = next++; i < count; i = next++) body(i);
  };
  std::vector<std::future<void>> others;
  for (std::size_t i = 1; i < std::min(threads, count / std::max<std::size_t>(1, few)); ++i)
    others.push_back(std::async(std::launch::async, work));
  work();
  for (auto& other : others) other.get();
}

}  // namespace fairway
