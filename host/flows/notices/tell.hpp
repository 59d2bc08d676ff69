// Telling a channel what became of its orders beside acknowledgements and parcels: held, cancelled, refused and the like.
#pragma once
#include "host/flows/flow.hpp"

namespace fairway::flows {

// How often it is looked for such news.
inline constexpr Millis kTellEvery = std::chrono::seconds(10);

// The step: `tell` jobs of one store.
Status tell(Context&, Work&);

// Whether the store's plugin takes notices at all.
bool is_told(const Catalogue& catalogue, const config::Store& store);

}  // namespace fairway::flows
