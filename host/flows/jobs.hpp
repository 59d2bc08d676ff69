// The jobs that flows queue for one another: each kind is made in one place, so that its key and payload are said once.
#pragma once
#include "host/ledger/fulfilment.hpp"
#include "host/ledger/job.hpp"
#include "host/ledger/notice.hpp"
#include "host/ledger/order.hpp"

namespace fairway::flows {

// Comes again `every` so often, for ever.
ledger::NewJob recurring_job(const std::string& account, const std::string& kind, const std::string& target, Millis every,
                             Instant first);

// The account's mapping step.
ledger::NewJob map_job(const std::string& account, Instant due);
// The same, and orders in needs-mapping, or held because nobody may ship them or a listing is paused, are asked for again; what orders that are not
// paid could not reserve is tried again.
ledger::NewJob remap_job(const std::string& account, Instant due);
bool is_remap(const ledger::Job& job);

// A window of a group's orders that a person asked for.
ledger::NewJob rescan_job(const std::string& account, const std::string& group, std::int64_t window, Instant due);

// Jobs that carry one record to where it goes.
ledger::NewJob submit_job(const ledger::Fulfilment& fulfilment, Instant due);
ledger::NewJob cancel_job(const ledger::Fulfilment& fulfilment, Instant due);
ledger::NewJob tell_cancelled_job(const ledger::OrderRow& order, std::int64_t cancellation, Instant due);
ledger::NewJob confirm_job(const ledger::ShipmentRow& shipment, Instant due);
ledger::NewJob hook_job(const std::string& account, const std::string& target, std::int64_t hook, Instant due);

// The imports of a store's listings, one after the other.
ledger::NewJob import_job(const std::string& account, const std::string& store, Instant due);
// What listings of the store's imports lack, from the channel's catalogue; and images that are wanted anew.
ledger::NewJob complete_import_job(const std::string& account, const std::string& store, Instant due);
ledger::NewJob refresh_images_job(const std::string& account, const std::string& store, Instant due);

// A change of a listing, told to its channel; and the look at the store's listings that are due.
ledger::NewJob tell_listing_job(const std::string& account, const std::string& store, std::int64_t change, Instant due);
// The same of content: there may be a hundred thousand of it, and nobody's hiding waits behind that.
ledger::NewJob tell_content_job(const std::string& account, const std::string& store, std::int64_t change, Instant due);
// Many of them told together, where that ends sooner; and what became of those.
ledger::NewJob submit_listings_job(const std::string& account, const std::string& store, Instant due);
ledger::NewJob pull_verdicts_job(const std::string& account, const std::string& store, Instant due);
ledger::NewJob look_at_listings_job(const std::string& account, const std::string& store, Instant due);

// One way on which a notice is told. Each way has a group: a mail server that is slow holds no webhook back.
ledger::NewJob notify_job(const ledger::NoticeWay& way, Instant due);

// How long a channel gets before it is asked what it made of what it was told.
inline constexpr Millis kNoticesAfter = std::chrono::minutes(1);

// All orders of a store that wait for it, and what the channel made of what it was told.
ledger::NewJob acknowledge_job(const std::string& account, const std::string& store, Instant due);
// What the channel was told of a store's parcels and should show by now.
ledger::NewJob confirmations_job(const std::string& account, const std::string& store, Instant due);
ledger::NewJob notices_job(const std::string& account, const std::string& store, Instant due);

}  // namespace fairway::flows
