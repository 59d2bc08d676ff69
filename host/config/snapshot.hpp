// Configuration as one immutable value. Nobody keeps pieces of it: a flow takes the snapshot that is current when it
// starts, so a reload is the exchange of one pointer.
#pragma once
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <variant>
#include <vector>

#include "fairway/documents/order.hpp"
#include "host/base/clock.hpp"
#include "host/base/json.hpp"
#include "host/config/content_map.hpp"
#include "host/config/finding.hpp"

namespace fairway::config {

class SkuTable;

enum class Mode { live, observe };

// Settings of a plugin, checked against its schema. A secret stands as {"$secret": "<name>"}; `secrets` has the values.
struct Settings {
  std::string plugin;  // the plugin's name, known or not
  json::value values = json::object();
  std::map<std::string, std::string> secrets;  // name -> value; never printed, never stored
  Places places;                               // JSON pointer into `values` -> where it is written
  std::map<std::string, std::string> facts;    // scalar settings as text, and what the manifest derives from them
  std::set<std::string> redacted;   // JSON pointers of what in `values` came from ${…} or holds a password: never shown
  std::set<std::string> passwords;  // that stand in URLs among them
  std::map<std::string, std::string> unique;  // settings that the schema marks x-unique-across-accounts, with their value
};
// The values as they may be shown: secrets and what came from ${…} are "***".
json::value shown_settings(const Settings& settings);

// Which orders are taken on, from the `orders` block. Times and statuses judge; the pull itself asks for everything.
struct Orders {
  bool enabled = false;
  Millis every = std::chrono::minutes(30);
  std::optional<Millis> check_every = std::chrono::hours(24);  // none: off
  enum class Start { now, open_orders, date } start = Start::now;
  std::optional<Instant> start_date;
  Millis within = std::chrono::hours(24 * 30);
  std::set<OrderStatus> statuses{OrderStatus::unshipped, OrderStatus::partially_shipped};
  std::set<FulfilledBy> fulfilled_by{FulfilledBy::merchant};
  bool reserve_pending = true;
  enum class Unlinked { pass, import, exclude, split } unlinked = Unlinked::pass;
  enum class Cancellations { ask, accept } cancellations = Cancellations::ask;
  // A confirmation that the channel does not show: after how long it is looked for, and what is done then.
  Millis unseen_after = std::chrono::hours(1);
  enum class Unseen { alarm, send_again } unseen = Unseen::alarm;
};

// How a store's listings are imported, from the block `listings.import`, and published.
struct Listings {
  std::optional<Millis> every;  // none: by hand
  bool overwrite = false;       // mode: create-and-overwrite
  bool paused = false;          // new: paused
  bool skip_known_barcodes = true;
  bool complete = true;  // what listings lack is asked of the channel's catalogue
  std::vector<std::string> skip_categories, skip_conditions;
  std::string publish_price = "item";  // item, list, or a markup: "+10%"
};

// What is told of the content of a store's listings, from the block `content`.
struct Content {
  bool enabled = false;
  bool images = true;            // sync-images
  std::string variation_theme;   // of families that name none; empty: those are told without
  std::vector<ContentRule> map;  // by attribute
};

struct Store {
  std::string nickname, formerly;
  Place place;
  bool enabled = true;
  Mode mode = Mode::live;  // the stricter of host and store, already joined
  Settings settings;
  std::string seller_identity;  // "seller-id=A1…": what belongs to one account at a time; empty when the plugin names none
  std::string store_identity;   // a change of it makes a new store in the reports
  Orders orders;
  Listings listings;
  Content content;
  std::map<std::string, std::string> shipping_templates, conditions;  // by words of the account's own
  bool offers_enabled = false;                                        // the switch; its block is read by later flows
  json::value blocks = json::object();  // offers, listings, content, fulfilment …: checked, with defaults, as JSON
  Places places;                        // JSON pointer into the store ("/offers/threshold") -> where it is written
};

// Whoever holds stock and ships orders: a warehouse, or a store whose channel does (Amazon's MCF).
struct Warehouse {
  std::string name;
  bool of_store = false;  // a store's own fulfilment, under the store's name and with its settings
  Place place;
  Settings settings;
  bool amazon_agreement = false;
  std::vector<std::string> carriers;  // empty: any
  Millis shipments_every = std::chrono::minutes(15);
  Millis stock_every = std::chrono::minutes(15);
  bool missing_is_zero = false;  // a SKU that a whole snapshot of its stock leaves out is gone, not unknown
};

// Where what buyers send back goes.
struct Returns {
  bool to_channel = true;  // as the channel says
  Address address;         // else
  std::vector<std::string> keep_item_reasons;
};

// Who is told of what, from a block `notify`.
struct Notify {
  std::string email, webhook;    // empty: nobody
  std::set<std::string> events;  // words of the specification; empty: all of them
  bool tells(const std::string& event) const { return events.empty() || events.contains(event); }
};

// How e-mail is sent.
struct Smtp {
  std::string host;
  int port = 587;
  enum class Security { starttls, tls, none } security = Security::starttls;
  std::string user, password, from;
  std::string authorities;  // a file as absolute path; empty: the system's
};

struct Account {
  std::string name, formerly, company;
  Place place;
  std::vector<std::string> policies;
  Millis retain_pii = std::chrono::hours(24 * 30);
  Millis keep_files = std::chrono::hours(24 * 30);  // never longer than retain_pii
  std::optional<std::set<std::string>> granted;     // who ships and is told names and addresses; none: all
  std::vector<Store> stores;                        // in the order of the file
  std::vector<Warehouse> warehouses;                // in the order of the file
  std::vector<Warehouse> fulfilling_stores;         // enabled stores that ship what others sold, in the order of the file
  std::vector<std::string> prefer;                  // routing.prefer, or the warehouses in order
  std::vector<std::string> fallback;  // routing.fallback-from-fba: who takes what a fulfilling store cannot ship
  bool split = false;
  Returns returns;
  Notify notify;
  std::shared_ptr<const SkuTable> skus;  // of skus.file; null: no catalogue is kept
  std::optional<Settings> shipping;      // its `places` tell file and line of each rule
  std::string hash;                      // of everything that matters, secrets included: equal means unchanged
  json::value blocks = json::object();   // notify, returns, skus, routing …: checked, as JSON
  Places places;                         // JSON pointer into the account ("/routing/prefer") -> where it is written
  std::set<std::string>
      redacted;  // JSON pointers into the account file ("/notify/webhook") of values that are never shown, as in Settings
  std::set<std::string> hidden;  // the texts behind `redacted`

  const Store* store(std::string_view nickname) const;
  const Warehouse* warehouse(std::string_view name) const;
  const Warehouse* fulfiller(std::string_view name) const;  // a warehouse, or a fulfilling store
  bool grants(const std::string& fulfiller) const { return !granted || granted->contains(fulfiller); }
};

struct Public {
  std::string listen, url, certificate, key;
  bool operator==(const Public&) const = default;
};  // files as absolute paths; empty behind a proxy

struct Host {
  std::string listen = "127.0.0.1:8480";
  std::optional<Public> public_listener;
  bool auth = true;  // token; false: none
  Mode mode = Mode::live;
  bool mode_written = false;  // not only left to its default
  std::string database = "sqlite:fairway.db";
  Notify notify;
  std::optional<Smtp> smtp;                 // none: no mail is sent
  std::vector<std::string> plugin_folders;  // absolute; empty: those built or installed with the binary
  std::set<std::string> hidden;             // texts from ${…}, such as a password in `database`: never shown
};

// A file that lost this line, and not its admin, would start to send beside the system it watches.
inline bool lost_its_mode(const Host& before, const Host& now) {
  return before.mode == Mode::observe && now.mode == Mode::live && !now.mode_written;
}
inline constexpr const char* kModeLost = "fairway.yaml:1:1: error: mode: this host observes; to send, say `mode: live`";

// `text` with each of `hidden` as "***". Of fewer than four characters none: they would mask half of every text.
inline constexpr std::size_t kShortestHidden = 4;
std::string masked(std::string text, const std::set<std::string>& hidden);
// The account's company as it may be shown.
std::string shown_company(const Account& account);

struct Snapshot {
  Host host;
  std::map<std::string, std::shared_ptr<const Account>> accounts;  // only those without errors
  std::map<std::string, Place> rejected;                           // account name (or file) -> where its first error is
  std::map<std::string, std::shared_ptr<const Account>>
      unsound;                                // of those what could be built: for policies to judge, never to run
  std::map<std::string, std::string> former;  // of those whose file cannot be parsed: account -> what it was called before
  Findings findings;                          // all of them, in order of file and line
};

// Named by a file, sound or not.
bool has(const Snapshot& snapshot, const std::string& account);
// What `account` of `after` was in `before`: the one of its name, else of its former name where no file has that any more.
// Null: it is new.
const Account* predecessor(const Snapshot& before, const Snapshot& after, const Account& account);

using SnapshotPtr = std::shared_ptr<const Snapshot>;

}  // namespace fairway::config
