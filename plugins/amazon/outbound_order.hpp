// From our fulfilment order to the one that Amazon is asked for, and whether what Amazon has is the same. Pure.
#pragma once
#include <string>

#include "fairway/documents.hpp"
#include "outbound.hpp"

namespace amazon {

// Throws REJECTED, naming the field, for what Amazon would refuse or could not be asked about again.
OutboundOrder outbound_order(const fairway::FulfilmentOrder&);

// The first field, as a pointer into our document, in which Amazon's order differs from what we mean; empty: the same. What
// Amazon does not show (any more) is not compared.
std::string difference(const OutboundOrder& ours, const OutboundFound& theirs);

// Amazon's complaint with what it quotes of the buyer taken out, and with the SKU of each line that it names by our line id.
std::string told_of(std::string complaint, const fairway::FulfilmentOrder&);

}  // namespace amazon
