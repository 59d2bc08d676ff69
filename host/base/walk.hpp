// Two maps side by side, in the order of their keys.
#pragma once
#include <utility>
#include <vector>

namespace fairway {

// Calls only_in_a(entry), only_in_b(entry) or in_both(entry of a, entry of b) for every key of either. Both are sorted alike.
template <class MapA, class MapB, class OnlyA, class OnlyB, class Both>
void walk(const MapA& a, const MapB& b, OnlyA only_in_a, OnlyB only_in_b, Both in_both) {
  auto x = a.begin();
  auto y = b.begin();
  while (x != a.end() || y != b.end()) {
    const int order = x == a.end() ? 1 : y == b.end() ? -1 : x->first.compare(y->first);
    if (order < 0) only_in_a(*x++);
    else if (order > 0) only_in_b(*y++);
    else in_both(*x++, *y++);
  }
}

// What `now` has that `before` had not, or had another of; a null value for what is gone.
template <class Map>
std::vector<std::pair<typename Map::key_type, typename Map::mapped_type>> differing(const Map& before, const Map& now) {
  std::vector<std::pair<typename Map::key_type, typename Map::mapped_type>> out;
  walk(
      before, now, [&](const auto& old) { out.emplace_back(old.first, nullptr); },
      [&](const auto& fresh) { out.push_back(fresh); },
      [&](const auto& old, const auto& fresh) {
        if (old.second != fresh.second) out.push_back(fresh);
      });
  return out;
}

// Looks keys up, in any order; of those that come in the map's own order each is found without a search.
template <class Map>
class Beside {
 public:
  explicit Beside(const Map& map) : map_(map), next_(map.begin()) {}
  // Null: it is not there.
  const typename Map::mapped_type* find(const typename Map::key_type& key) {
    if (next_ == map_.end() || next_->first != key) next_ = map_.lower_bound(key);
    return next_ != map_.end() && next_->first == key ? &(next_++)->second : nullptr;
  }

 private:
  const Map& map_;
  typename Map::const_iterator next_;
};

}  // namespace fairway
