// From our fulfilment order to the warehouse's, and whether two of the warehouse's are the same. Pure.
#pragma once
#include <string>

#include "fairway/documents.hpp"
#include "remote/api.hpp"

namespace wms_rest {

// Throws REJECTED, naming the field, for what the warehouse's limits cannot hold. Nothing is cut off: a long line of the
// address goes on in the next one where that is free.
remote::OrderCreate translate(const fairway::FulfilmentOrder&, const std::string& warehouse);

// The first field, as a pointer into our document, in which what the warehouse has differs from what we mean; empty: it is
// the same order. Compared are warehouse, service, lines, and where the parcels go.
std::string difference(const remote::OrderCreate& ours, const remote::OrderCreate& theirs);

// A warehouse's complaint with what it quotes of the buyer taken out, for messages hold no personal data.
std::string without_personal_data(std::string text, const fairway::FulfilmentOrder&);

}  // namespace wms_rest
