// What a channel answered to changes of listings, told one by one or many together: their states, what the listing shows here from
// now on, its issues, findings, and when it is looked at. Used in one transaction.
#pragma once
#include <map>

#include "host/flows/listings/listing_findings.hpp"
#include "host/flows/working.hpp"
#include "host/ledger/listing_change.hpp"

namespace fairway::flows {

// What the channel says beside its verdict; a remote id that is no answer is the submission's name.
ListingAnswer read_answer(const plugins::PushResult& result);

// What is handed over: a hidden listing is published as out of stock.
ListingChange as_it_holds(const ledger::ChangeRow& row, const ledger::Wants& wants);

std::vector<std::int64_t> listings_of(const std::vector<ledger::ChangeRow>& rows);

class ChangeRecord {
 public:
  ChangeRecord(Context& context, Unit& unit, const StorePlace& place, std::int64_t store_id);

  // Reads them anew, with all that is known of their listings.
  Status load(const std::vector<ledger::ChangeRow>& rows);
  ledger::ChangeRow* row(std::int64_t id);  // null: the listing is gone, and all that was wanted of it
  ledger::ChangeRow* row_of(const std::string& sku);

  void take(ledger::ChangeRow& row, const ListingAnswer& answer);
  void refuse(ledger::ChangeRow& row, const std::string& why, const ListingAnswer& answer);
  void doubt(const ledger::ChangeRow& row);                            // nobody knows what of it the channel has
  void submit(ledger::ChangeRow& row, const std::string& submission);  // the answer comes later
  void tell_again(ledger::ChangeRow& row);                             // for itself: nobody knows what came of it

  Status write();

 private:
  bool is_over(const ledger::ChangeRow& row);
  void end_earlier(const ledger::ChangeRow& row);
  void count(const ledger::ChangeRow& row, const char* outcome);
  Status write_listings();
  Status write_contents();

  Context& context_;
  Unit& unit_;
  storage::Transaction& tx_;
  const StorePlace& place_;
  std::int64_t store_id_;
  Instant now_;
  std::vector<ledger::ChangeRow> rows_, ended_, taken_, doubted_;
  std::map<std::int64_t, std::vector<ledger::ChangeRow>> open_;  // by listing
  ledger::Wants wants_;
  std::map<std::int64_t, ledger::ListingRow> listings_;
  std::map<std::string, std::size_t> by_sku_;  // places in rows_
  std::map<std::int64_t, std::size_t> by_id_;
  std::map<std::int64_t, ledger::Look> looks_;
  std::vector<ledger::IssuesOf> issues_;
  std::vector<ledger::ListingRow> changed_;
  std::vector<std::int64_t> held_, published_;
  std::vector<std::string> resolved_;
  std::vector<ledger::Finding> findings_;
  std::vector<ledger::Look> look_at_;
  std::vector<ledger::NewJob> jobs_;
};

}  // namespace fairway::flows
