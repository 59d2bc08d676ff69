// Stock levels come from the warehouse, by polling or by webhook (hook.cpp).
#include "host/flows/pull_stream.hpp"
#include "host/flows/steps.hpp"

namespace fairway::flows {

Status pull_stock(Context& context, Work& work) { return pull_stream(context, work, "stock"); }

}  // namespace fairway::flows
