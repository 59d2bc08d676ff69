// What a channel would answer to changes of listings, with nothing changed.
#pragma once
#include <map>

#include "fairway/documents/listing_change.hpp"
#include "host/flows/flow.hpp"

namespace fairway::flows {

// By SKU; nothing where the channel has no previews. Calls the plugin, while a person waits.
Result<std::map<std::string, ListingShown>> preview_at_channel(Context&, const config::Account&, const config::Store&,
                                                               std::vector<ListingChange> changes);

}  // namespace fairway::flows
