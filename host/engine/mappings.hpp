// The mapping coach: which ship services an account's orders ask for, how its rules map them, and what to write for those
// that none fits. The shipping map itself answers for every order; nothing is sent or written.
#pragma once
#include "host/engine/near_service.hpp"
#include "host/flows/routing/decide.hpp"

namespace fairway::engine {

// What the channel calls one ship service, in one store.
struct ShipService {
  std::string store, method, category;
  std::size_t orders = 0;   // that asked for it
  std::size_t waiting = 0;  // of them in needs-mapping now
  struct Mapped {
    std::string service;
    config::Place rule;
    std::size_t orders = 0;
  };
  std::vector<Mapped> mapped;  // by weight, value or country one text may have several; most orders first
  // What no rule fits. By country where the rules tell this service's countries apart, else once with an empty country.
  struct Open {
    std::string country;
    std::size_t orders = 0;
    std::optional<NearService> near;
  };
  std::vector<Open> open;
};

struct Mappings {
  std::string account;
  std::size_t limit = 0;  // orders that were to be looked at
  std::size_t orders = 0, mapped = 0;
  std::vector<ShipService> services;  // what is open first, then most orders first
  std::size_t not_listed = 0;         // services beyond the most that are listed
  std::string yaml;                   // what to paste, with where to; empty: nothing is open, or the mapper has no rules
};

struct MappingOptions {
  std::string store;            // only this one; empty: all
  std::size_t orders = 10'000;  // looked at: the newest so many, and the newest so many that wait for a mapping
  std::size_t listed = 1000;    // services in the answer
  const std::atomic<bool>* stopping = nullptr;
};
// Counts orders that were taken on, of stores that are configured, as far as they are kept. UNAVAILABLE where the shipping
// map cannot answer. Blocks for the plugin.
Result<Mappings> mappings(storage::Database& db, plugins::Supervisor& plugins, const config::Account& account,
                          const MappingOptions& options);

// As REST answers it: {"account", "limit", "orders", "mapped", "items", "not_listed", "yaml"}.
json::value mappings_json(const Mappings& mappings);

}  // namespace fairway::engine
