// Carriers and tracking numbers as a warehouse would hand them out, with right check digits and nobody's parcel behind them.
#pragma once
#include <string>
#include <string_view>

#include "host/sandbox/random.hpp"

namespace fairway::sandbox {

struct Label {
  std::string carrier, service, tracking;
};
// From the order's shipping method: "FedEx 2Day" -> FedEx, 2Day. What names no carrier goes by UPS Ground.
Label make_label(std::string_view shipping_method, Random& random);

}  // namespace fairway::sandbox
