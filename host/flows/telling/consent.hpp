// HST-10: which sellers' authorisations are about to end.
#pragma once
#include <vector>

#include "host/base/catalogue.hpp"
#include "host/config/snapshot.hpp"
#include "host/flows/telling/notice_texts.hpp"

namespace fairway::flows {

// Of all stores whose plugin says that consent ends and whose settings say since when: those with 30 days left or fewer, or none.
std::vector<ConsentEnd> consents_ending(const config::Snapshot& config, const Catalogue& catalogue, Instant now);

}  // namespace fairway::flows
