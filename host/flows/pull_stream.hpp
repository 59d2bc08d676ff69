// A pull of a fulfiller's stream from where the last one ended. Whatever comes is taken, parcels, notices and stock alike: a
// warehouse that lays down files lays all of them down in one place.
#pragma once
#include "host/flows/flow.hpp"

namespace fairway::flows {

// Of a warehouse that is said to tell all it has (missing-is-zero), what a whole snapshot leaves out is gone.
Status pull_stream(Context& context, Work& work, const std::string& stream);

}  // namespace fairway::flows
