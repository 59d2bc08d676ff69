// Keeps what is known of a buyer out of what others say of an order: a warehouse's answer may repeat the name that it refuses.
#pragma once
#include <string>
#include <vector>

#include "fairway/pii.hpp"
#include "host/ledger/order.hpp"
#include "host/storage/vault.hpp"

namespace fairway::flows {

// Texts that tell who the buyer is: each value, and the longer words of names. None of fewer than five bytes, which would hide
// ordinary words. Longest first.
std::vector<std::string> personal_texts(const PiiBag& bag);
// Of a stored order; none where nothing is kept, or it cannot be opened.
std::vector<std::string> personal_texts(storage::Vault& vault, const ledger::OrderRow& row);
std::vector<std::string> personal_texts(storage::Vault& vault, const ledger::Orders& rows);

// `text` with each of them as ***, in whatever case it stands there.
std::string less_personal(std::string text, const std::vector<std::string>& texts);

}  // namespace fairway::flows
