#include "host/config/snapshot.hpp"

namespace fairway::config {
namespace {

template <class List, class Name>
auto by_name(const List& list, Name name, std::string_view wanted) -> decltype(&list.front()) {
  const auto found = std::find_if(list.begin(), list.end(), [&](const auto& each) { return each.*name == wanted; });
  return found == list.end() ? nullptr : &*found;
}

}  // namespace

const Store* Account::store(std::string_view nickname) const { return by_name(stores, &Store::nickname, nickname); }
const Warehouse* Account::warehouse(std::string_view wanted) const { return by_name(warehouses, &Warehouse::name, wanted); }

}  // namespace fairway::config
