// Parcels come from the warehouse by polling; a webhook brings them sooner (hook.cpp).
#include "host/flows/pull_stream.hpp"
#include "host/flows/steps.hpp"

namespace fairway::flows {

Status pull_shipments(Context& context, Work& work) { return pull_stream(context, work, "shipments"); }

}  // namespace fairway::flows
