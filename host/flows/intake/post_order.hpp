// An order that a shop hands in, where Fairway does not ask for it: taken on like one that was pulled, once, and on disk before
// the shop is told so.
#pragma once
#include "host/flows/flow.hpp"
#include "host/flows/intake/posted_order.hpp"

namespace fairway::flows {

struct OrderPost {
  std::string account, store;
  std::string key;     // the Idempotency-Key
  std::string body;    // order/1
  std::string person;  // of the API token: the cause of the order's first event
};

struct PostEnd {
  enum class Kind {
    taken,      // a new order, or the next version of one
    known,      // the same again: nothing was done
    wrong,      // the body: see `wrong`
    conflict,   // the key, or the order's id, was used for something else; `message` says for what
    not_taken,  // the store takes no posted orders at all, and never will as it is
    not_now     // it is paused, switched off, or not running: the same request may succeed later
  } kind = Kind::taken;
  std::int64_t order = 0;  // taken, known, conflict
  bool fresh = false;      // taken: it was not known before
  std::vector<WrongPlace> wrong{};
  std::string message{};
};

// Whether the store's plugin says that its orders are posted: its manifest has the stream `posted` of order/1.
bool takes_posts(const Catalogue& catalogue, const config::Store& store);

// INVALID: there is no such store. Other errors are the database's or the vault's, and nothing is known then: ask again.
//
// A key stands for one content, for as long as the order is known. What the same order id says under another key is the same
// order again where it says the same, the order's next version where its updated_at is later than what is known, and a
// conflict otherwise. So a lost answer, a lost key and two posts at once make one order, and no content is passed over in silence.
Result<PostEnd> post_order(Context&, const OrderPost&);

}  // namespace fairway::flows
