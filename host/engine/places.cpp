#include "host/engine/places.hpp"

#include "host/base/text.hpp"

namespace fairway::engine {
namespace {

using config::Place;

std::string pointer_of(const std::vector<std::string>& parts, std::size_t from) {
  std::string pointer;
  for (auto i = from; i < parts.size(); ++i) pointer += "/" + parts[i];
  return pointer;
}

}  // namespace

std::string dotted(std::string_view pointer) {
  if (pointer.starts_with('/')) pointer.remove_prefix(1);
  std::string path(pointer);
  std::replace(path.begin(), path.end(), '/', '.');
  return path;
}

Place place_of(const config::Account& account, std::string_view path) {
  const auto parts = split(path, '.');
  const bool in_settings = parts.size() > 3 && parts[2] == "settings";
  if (parts.size() > 1 && parts[0] == "stores") {
    if (const auto* store = account.store(parts[1]))
      return in_settings ? place_at(store->settings.places, pointer_of(parts, 3), store->place)
                         : place_at(store->places, pointer_of(parts, 2), store->place);
  }
  if (parts.size() > 1 && parts[0] == "warehouses") {
    if (const auto* warehouse = account.warehouse(parts[1]))
      return in_settings ? place_at(warehouse->settings.places, pointer_of(parts, 3), warehouse->place) : warehouse->place;
  }
  if (parts.size() > 2 && parts[0] == "shipping" && parts[1] == "settings" && account.shipping)
    return place_at(account.shipping->places, pointer_of(parts, 2), account.place);
  return place_at(account.places, pointer_of(parts, 0), account.place);
}

}  // namespace fairway::engine
