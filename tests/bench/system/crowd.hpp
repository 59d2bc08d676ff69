// Many connections from one thread, so that who asks costs as little as it can. Each asks again once it has its answer, or all
// together ask so often a second, as customers come: then a request that finds no connection free waits, and its time counts.
#pragma once
#include <functional>
#include <string>

namespace fairway::bench {

struct Crowd {
  int port = 0;
  int connections = 64;
  double seconds = 10;
  double per_second = 0;                                     // 0: as often as there are answers
  std::function<std::string(std::uint64_t number)> request;  // whole, of HTTP/1.1
  double deadline_ms = 0;                                    // answers that take longer are late
  std::string wanted{};                                      // a text of which is counted how many answers have it
};
struct Served {
  double per_second = 0;
  double median_ms = 0, p99_ms = 0, worst_ms = 0;
  std::uint64_t answers = 0, refused = 0, late = 0, wanted = 0;  // refused: other than 200
};
// Throws where a connection ends.
Served ask_all(const Crowd& crowd);

}  // namespace fairway::bench
