// Warehouses that exchange files, played by the sandbox: an account whose warehouse is one, and what is said of it.
#pragma once
#include <regex>

#include "tests/integration/talk.hpp"

namespace fairway::testing {

// A world whose account `acme1` has one, with the sandbox at the other end of data/edi and data/csv. It ships when told.
inline WorldOptions with_file_warehouses() {
  WorldOptions options;
  options.settings.auto_ship = false;
  options.files = true;
  options.stock_every = "1s";
  return options;
}

// The warehouse of the first account becomes one of `plugin` with these settings.
inline void exchange_files(World& world, const std::string& plugin, const std::string& settings) {
  const auto file = account_file(world);
  write_file(file, std::regex_replace(read_text(file), std::regex("plugin: wms-rest\n    settings: [^\n]*"),
                                      "plugin: " + plugin + "\n    settings: { " + settings + " }"));
}

// The sandbox's control plane, of the side x12 or csv.
inline bool tell_files(World& world, const std::string& what, const json::object& body) {
  const auto done = world.sandbox().control("POST", what, body);
  EXPECT_TRUE(done) << done.error().message;
  return done.has_value();
}

// Units of an order's parcels, by tracking number.
inline std::map<std::string, std::int64_t> units_by_tracking(const json::value& order) {
  std::map<std::string, std::int64_t> units;
  for (std::size_t n = 0; !shipment_of(order, n).empty(); ++n) {
    const auto parcel = shipment_of(order, n);
    for (const auto& line : parcel.at("lines").as_array())
      units[text_in(parcel, "tracking_number")] += number_at(line, "quantity");
  }
  return units;
}

// Whether a finding of the account says this.
inline bool is_in_findings(World& world, const std::string& words) {
  return json::serialize(world.get("/v1/findings?account=acme1")).find(words) != std::string::npos;
}

// What the sandbox saw a file client do wrong, in words.
inline std::string wrongs_of(World& world, const std::string& side) {
  std::string all;
  for (const auto& one : world.sandbox().violations())
    if (one.side == side) all += one.operation + ' ' + one.field + ' ' + one.message + '\n';
  return all;
}

}  // namespace fairway::testing
