// Webhooks: POST /hooks/{account}/{store or warehouse} on the public listener. The raw bytes are verified by the scheme
// that the plugin's manifest names, stored once by their delivery id, answered 202, and handled by a job.
#pragma once
#include "host/api/http.hpp"
#include "host/engine/engine.hpp"

namespace fairway::api {

inline constexpr std::size_t kHookLimit = 1024 * 1024;  // bytes of a body

Response take_delivery(engine::Engine& engine, const Request& request);  // place: account, target

// Whether `body` was signed with `secret`. "standard-webhooks": webhook-id, webhook-timestamp (seconds, at most five minutes
// off), webhook-signature with v1,<base64 of HMAC-SHA256 over id.timestamp.body>; the key is the base64 after whsec_.
// "hmac": signature_header holds the algorithm's HMAC of the body in the named encoding.
Status verify_signature(const WebhookScheme& scheme, const std::string& secret, const Request& request, Instant now);

// "v1,<base64>" for these parts; empty when the secret is not whsec_<base64>.
std::string standard_signature(const std::string& secret, const std::string& id, const std::string& timestamp,
                               const std::string& body);

}  // namespace fairway::api
