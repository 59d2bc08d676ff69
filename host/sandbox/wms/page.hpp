// A page of rows behind a cursor that is bound to its query.
#pragma once
#include "host/sandbox/side.hpp"

namespace fairway::sandbox {

class WmsPage {
 public:
  struct Place {
    Instant at;
    std::uint64_t number = 0;
  };
  // INVALID for a cursor that is not ours or belongs to another query.
  static Result<WmsPage> read(const Call& call, std::uint64_t seed);

  Place start(Instant since) const { return cursor_.value_or(Place{since, 0}); }
  bool full() const { return rows_.size() >= limit_; }
  void add(std::string row) { rows_.push_back(std::move(row)); }
  void continue_at(Place place) { next_ = place; }
  // {"items":[…],"next":…} with `head` (members and a comma, or nothing) before it. Page faults are worked in here.
  Response answer(std::string_view head);

 private:
  WmsPage(const Call& call, std::uint64_t seed, std::uint64_t print) : call_(&call), seed_(seed), print_(print) {}
  std::string token(Place place) const;

  const Call* call_;
  std::uint64_t seed_, print_;
  std::size_t limit_ = 100;
  std::optional<Place> cursor_, next_;
  std::vector<std::string> rows_;
};

}  // namespace fairway::sandbox
