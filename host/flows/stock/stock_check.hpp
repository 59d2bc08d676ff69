// How much there is of one item: what is known of it, and the question to those who ship it while somebody waits.
#pragma once
#include <set>

#include "host/flows/flow.hpp"

namespace fairway::flows {

// Who may ship an item and what that one calls it.
struct StockPlace {
  const config::Warehouse* who = nullptr;  // of the account
  std::string sku;                         // its own name of the item
  bool can_be_asked = false;               // about this item alone, that is, in the time that somebody waits
};
// `sku`: the catalogue's, or the store's where one is named; without a catalogue everybody calls it so. In the account's order.
std::vector<StockPlace> stock_places(const config::Account& account, const Catalogue& catalogue, const std::string& sku,
                                     const std::string& store = {});

struct StockKnown {
  std::optional<std::int64_t>
      available;  // none: that one never told a level of it. Below zero: more is promised than there is
  Instant as_of;  // by the clock of who ships, where it told
};
// What somebody wants to know, and what is known then: of each place, in their order, however old. `account` and `places` are
// the asker's and outlive it.
struct StockQuestion {
  const std::string& account;
  const std::vector<StockPlace>& places;
  std::vector<StockKnown> known{};
};
// Answers all of them, with one look at each account.
Status stock_known(storage::Transaction& tx, const std::vector<StockQuestion*>& all);

struct StockRequest {
  const std::string& account;
  const std::string& who;                // that ships
  const std::vector<std::string>& skus;  // as it calls them; at most 20
  Millis deadline;
  const std::atomic<bool>* given_up = nullptr;  // set, it ends soon
};
// Asks one who ships for the levels of some SKUs now (stream `stock-lookup`), and keeps them. `told` hears of the SKUs of each
// piece once it is kept, while the call goes on, and whatever becomes of it. On a lane of its own, so that it waits for no
// import, and before scheduled work where a rate is short.
Status ask_stock(Context& context, const StockRequest& request,
                 const std::function<void(const std::set<std::string>&)>& told);

}  // namespace fairway::flows
