// An import as it goes, by server-sent events: whoever watches holds a thread of the listener, so there are a few seats for that,
// each for a minute at most; a browser comes again by itself and is told only what is new.
#pragma once
#include <atomic>

#include "host/api/route.hpp"

namespace fairway::api {

// Of one listener; outlives its answers.
struct Watchers {
  explicit Watchers(int seats) : free(seats) {}
  std::atomic<int> free;
  std::atomic<bool> stopping{false};  // the streams end soon
};

// Events `progress`, whose data is the import as GET shows it, and `end` with the last one; then the stream ends. 204 where
// Last-Event-ID is that of the end: there is nothing to wait for. 503 where all seats are taken.
Response watch_import(engine::Engine&, const Request&);

}  // namespace fairway::api
