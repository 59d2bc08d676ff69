// Telling a channel what the seller gave up of its orders, and what came of that.
#pragma once
#include "fairway/documents/fulfilment.hpp"
#include "host/flows/working.hpp"
#include "host/ledger/cancellation.hpp"

namespace fairway::flows {

// A row that is due, where the channel takes no cancellations from a seller, or not of what it says: it is moot, or less that,
// and the order's history says so.
void due_or_moot(const Context&, ledger::Ledger&, ledger::OrderRow&, ledger::CancellationRow&, const std::string& cause);
// The job that tells it, after the time that the plugin lets such documents gather.
ledger::NewJob tell_job(const Context&, const ledger::OrderRow&, const ledger::CancellationRow&);
bool takes_cancellations(const Context&, const std::string& plugin);

// Orders as the channel shows them: what it shows as cancelled is verified, whatever it answered.
struct ShownCancelled {
  ledger::OrderRow* order;
  const Order* shown;
};
Status verify_cancellations(Context&, Unit&, ledger::Ledger&, const std::string& cause, const std::vector<ShownCancelled>&);

// What the channel made of a cancellation (notices of kind "cancellation-result").
struct CancellationResult {
  ledger::OrderRow* order;
  std::string severity, message;
};
Status take_results(Context&, Unit&, ledger::Ledger&, const std::string& cause, const std::vector<CancellationResult>&);

// These left in a parcel, and are still to be told as given up: they are not told.
Status ships_after_all(Unit&, ledger::OrderRow&, const std::vector<LineQuantity>& lines);

// `refused` ones are told again, with the jobs for it. None: nothing was refused.
Result<std::vector<ledger::NewJob>> tell_again(Context&, Unit&, ledger::OrderRow&);

// What a parcel's confirmation has to reckon with.
enum class ToldOf { nothing, maybe, cancelled };  // maybe: the channel may have it, and has not shown it yet
ToldOf told_of(const ledger::OrderRow&, const std::vector<ledger::CancellationRow>& of_order,
               const std::vector<LineQuantity>& parcel, Instant now);

// Told a day ago and not shown yet, or handed over then and told by nobody any more: refused, with a finding.
Status note_unverified(Context&, Unit&);

}  // namespace fairway::flows
