// Which parts of an order are asked for (`includedData` of searchOrders and getOrder), and what is done without when
// Amazon refuses.
#pragma once
#include <string>
#include <vector>

#include "fairway/plugin.hpp"

namespace amazon {

// Everything that becomes part of order/1, so that no second call is needed. EXPENSE, PROMOTION, TAX and PAYMENT are not
// asked for: nothing is made of them, and what is not needed is not to be fetched.
class Datasets {
 public:
  // What was refused lately is remembered for half a day in the channel's state, for a refusal may be Amazon's mistake.
  static Datasets load(const fairway::Host&, const fairway::Call&);

  std::string joined() const;  // "BUYER,RECIPIENT,…"
  bool complete() const;

  // The refusal of a request speaks of datasets: those it names, else all that can be spared, are left out from now on.
  // False: it speaks of something else, or of one that an order is nothing without, or nothing is left to spare.
  bool give_up(const fairway::Host&, const fairway::Call&, const fairway::HttpResponse&);

 private:
  std::vector<std::string> names_;
};

}  // namespace amazon
