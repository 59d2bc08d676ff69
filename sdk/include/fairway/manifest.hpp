// What a plugin says of itself beyond its settings. The host plans, limits, shares, checks and documents from it; no
// plugin code runs for that. Crosses as JSON in fw_channel_desc.manifest.
#pragma once
#include <boost/describe.hpp>
#include <map>
#include <optional>

#include "fairway/types.hpp"

namespace fairway {

// A token bucket of the remote. One bucket per value of `scope`; a second one per application where the remote has that.
struct Rate {
  std::string operation;  // what fw_http_request.operation names
  double per_second = 1;  // refill; the start value where `header` teaches the real one
  std::int64_t burst = 1;
  std::vector<std::string> scope;  // settings or derived facts: {"region", "seller-id"}
  std::string header;              // answer header with the rate now in force ("x-amzn-ratelimit-limit"), or empty
  std::optional<double> application_per_second;
  std::optional<std::int64_t> application_burst;
  std::vector<std::string> application_scope;  // {"region", "client-id"}
};
BOOST_DESCRIBE_STRUCT(Rate, (),
                      (operation, per_second, burst, scope, header, application_per_second, application_burst,
                       application_scope))

// A stream that `pull` knows.
struct Stream {
  std::string name;                    // orders, shipments, stock, hook …
  std::vector<std::string> documents;  // schemas it may emit
  std::string lane;                    // orders | offers | listings | control
  std::string operation;               // the rate that pays for it, or empty
  std::vector<std::string> shared_by;  // stores whose facts agree are pulled once: {"region", "seller-id"}; empty: never
  bool by_id = false;                  // of orders: `params.ids` asks for these orders alone, a checkpoint after each
};
BOOST_DESCRIBE_STRUCT(Stream, (), (name, documents, lane, operation, shared_by, by_id))

// A document kind that `push` takes.
struct Push {
  std::string document, lane, operation;
  std::int64_t batch = 1;      // most documents in one call
  std::int64_t linger_ms = 0;  // how long the host may gather a batch
  bool pii = false;            // the document is handed over with personal data
};
BOOST_DESCRIBE_STRUCT(Push, (), (document, lane, operation, batch, linger_ms, pii))

// A fact computed from one setting by a table, so that the host can group and compare without asking the plugin.
struct Derived {
  std::string name, from;
  std::map<std::string, std::string> map;  // exact text -> fact; a text not in it has no fact
};
BOOST_DESCRIBE_STRUCT(Derived, (), (name, from, map))

// How deliveries to /hooks/… are signed. The host verifies the raw bytes before the plugin sees anything.
struct WebhookScheme {
  std::string scheme;          // "standard-webhooks" (webhook-id, webhook-timestamp, webhook-signature v1) or "hmac"
  std::string secret_setting;  // the setting that holds the secret
  std::string id_header, signature_header, algorithm, encoding;  // for "hmac": sha256, base64 | hex
};
BOOST_DESCRIBE_STRUCT(WebhookScheme, (), (scheme, secret_setting, id_header, signature_header, algorithm, encoding))

// Consent that ends by itself, so that the seller must give it anew.
struct Consent {
  std::string since_setting;  // the setting that holds the day on which it was given, 2026-03-01; not set: it does not end
  std::int64_t days = 0;      // how long it holds
};
BOOST_DESCRIBE_STRUCT(Consent, (), (since_setting, days))

struct Manifest {
  std::vector<std::string> roles;  // store | warehouse | shipping | policy: where YAML may name it
  std::vector<Stream> streams;
  std::vector<Push> pushes;
  std::vector<std::string> decides;   // question schemas
  std::vector<std::string> connects;  // begin, complete, verify
  std::vector<Rate> rates;
  std::vector<Derived> derived;
  std::vector<std::string> seller_identity;  // settings or facts that make the seller: {"seller-id"}
  std::vector<std::string> store_identity;   // … and the store: {"seller-id", "marketplace-id"}
  std::vector<std::string> hosts;            // "*.amazon.com": where secrets may go, beside the hosts of URL settings
  std::optional<WebhookScheme> webhook;
  std::optional<Consent> consent;
  // Of a channel: a buyer may ask the seller to cancel, so an order is read once more before it goes out and before its
  // parcel is confirmed. False: there is no such thing here, and nothing is read for it.
  bool buyer_cancellations = true;
};
BOOST_DESCRIBE_STRUCT(Manifest, (),
                      (roles, streams, pushes, decides, connects, rates, derived, seller_identity, store_identity, hosts,
                       webhook, consent, buyer_cancellations))

}  // namespace fairway
