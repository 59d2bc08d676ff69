// What a channel showed of single listings (the stream listing-states).
#pragma once
#include <map>
#include <string>
#include <vector>

#include "fairway/documents/listing_change.hpp"
#include "host/plugins/channel.hpp"

namespace fairway::flows {

// Other documents, and those that cannot be read, are left out.
std::vector<ListingShown> read_shown(const plugins::Batch& batch);

// Keeps it for whoever asked, and nowhere else.
class ShownBySku final : public plugins::PullSink {
 public:
  Status commit(plugins::Batch batch) override;
  std::map<std::string, ListingShown> by_sku;
};

}  // namespace fairway::flows
