// A store's listings as lines of the channel's own file of them (LST-15). The plugin knows the form, the host which they are.
#pragma once
#include "host/flows/flow.hpp"

namespace fairway::flows {

struct ListingLines {
  std::string header;     // as the channel's file has it
  std::string text;       // lines with their ends
  std::int64_t last = 0;  // `after` of the next; 0: there are no more
};
// Of live listings that are sold themselves, in order of arrival; `after`: where the page before ended. INVALID: no such store; UNSUPPORTED: its plugin writes no
// such file.
Result<ListingLines> export_listings(Context& context, const std::string& account, const std::string& store,
                                     std::int64_t after = 0);

}  // namespace fairway::flows
