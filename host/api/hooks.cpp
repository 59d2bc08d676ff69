#include "host/api/hooks.hpp"

#include <charconv>

#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <sodium.h>

#include "host/base/text.hpp"
#include "host/flows/verbs.hpp"

namespace fairway::api {
namespace {

constexpr std::int64_t kSkewSeconds = 300;

std::string hmac(const EVP_MD* digest, const std::string& key, const std::string& data) {
  unsigned char out[EVP_MAX_MD_SIZE];
  unsigned int size = 0;
  HMAC(digest, key.data(), static_cast<int>(key.size()), reinterpret_cast<const unsigned char*>(data.data()), data.size(),
       out, &size);
  return {reinterpret_cast<char*>(out), size};
}

bool same(const std::string& a, const std::string& b) {
  return a.size() == b.size() && sodium_memcmp(a.data(), b.data(), a.size()) == 0;
}

Status refused(const char* why) { return fail(FW_E_AUTH, why); }

Status verify_standard(const std::string& secret, const Request& request, Instant now) {
  const auto id = request.header("webhook-id"), stamp = request.header("webhook-timestamp");
  std::int64_t seconds = 0;
  const auto [end, error] = std::from_chars(stamp.data(), stamp.data() + stamp.size(), seconds);
  if (id.empty() || error != std::errc() || end != stamp.data() + stamp.size())
    return refused("webhook-id or webhook-timestamp is missing");
  const auto ours = now.time_since_epoch().count() / 1000;
  if (seconds < ours - kSkewSeconds || seconds > ours + kSkewSeconds)  // no difference: it may be any number
    return refused("webhook-timestamp is more than five minutes off");
  const auto expected = standard_signature(secret, id, stamp, request.body);
  if (expected.empty()) return fail(FW_E_CONFIG, "the webhook secret is not whsec_ and base64");
  for (const auto& given : split(request.header("webhook-signature"), ' '))
    if (same(given, expected)) return {};
  return refused("no signature fits");
}

Status verify_hmac(const WebhookScheme& scheme, const std::string& secret, const Request& request) {
  const auto* digest = scheme.algorithm == "sha512" ? EVP_sha512() : scheme.algorithm == "sha1" ? EVP_sha1() : EVP_sha256();
  const auto raw = hmac(digest, secret, request.body);
  const auto expected = scheme.encoding == "hex" ? to_hex(raw) : to_base64(raw);
  return same(request.header(scheme.signature_header), expected) ? Status{} : refused("the signature does not fit");
}

// Who the delivery is for: the settings and scheme of that warehouse or store.
struct Receiver {
  const config::Settings* settings = nullptr;
  const WebhookScheme* scheme = nullptr;
};

Receiver receiver_of(const config::Account& account, const std::string& target, const Catalogue& catalogue) {
  const config::Settings* settings = nullptr;
  if (const auto* warehouse = account.warehouse(target)) settings = &warehouse->settings;
  else if (const auto* store = account.store(target); store && store->enabled) settings = &store->settings;
  const auto* file = settings ? catalogue.find(settings->plugin) : nullptr;
  if (!file || !file->description.manifest.webhook) return {};
  return {settings, &*file->description.manifest.webhook};
}

// Whoever still posts to a former name means that of now, as long as the file says `formerly`.
const config::Account* account_called(const config::Snapshot& snapshot, const std::string& name) {
  if (const auto found = snapshot.accounts.find(name); found != snapshot.accounts.end()) return found->second.get();
  if (name.empty() || config::has(snapshot, name)) return nullptr;
  const auto found = std::find_if(snapshot.accounts.begin(), snapshot.accounts.end(),
                                  [&](const auto& each) { return each.second->formerly == name; });
  return found == snapshot.accounts.end() ? nullptr : found->second.get();
}

std::string target_called(const config::Account& account, const std::string& name) {
  if (!name.empty() && !account.warehouse(name) && !account.store(name))
    for (const auto& store : account.stores)
      if (store.formerly == name) return store.nickname;
  return name;
}

std::string secret_of(const Receiver& receiver) {
  const auto* value = find(receiver.settings->values, receiver.scheme->secret_setting);
  const auto name = value ? text_at(*value, "$secret") : std::string_view();
  const auto found = receiver.settings->secrets.find(std::string(name));
  return found == receiver.settings->secrets.end() ? std::string() : found->second;
}

}  // namespace

std::string standard_signature(const std::string& secret, const std::string& id, const std::string& timestamp,
                               const std::string& body) {
  constexpr std::string_view kPrefix = "whsec_";
  if (!secret.starts_with(kPrefix)) return {};
  const auto key = from_base64(std::string_view(secret).substr(kPrefix.size()));
  return key ? "v1," + to_base64(hmac(EVP_sha256(), *key, id + "." + timestamp + "." + body)) : std::string();
}

Status verify_signature(const WebhookScheme& scheme, const std::string& secret, const Request& request, Instant now) {
  if (secret.empty()) return fail(FW_E_CONFIG, "no webhook secret is configured");
  return scheme.scheme == "standard-webhooks" ? verify_standard(secret, request, now) : verify_hmac(scheme, secret, request);
}

Response take_delivery(engine::Engine& engine, const Request& request) {
  const auto snapshot = engine.snapshot();
  const auto* account = account_called(*snapshot, request.at("account"));
  if (!account) return problem(404, "Not found");
  const auto target = target_called(*account, request.at("target"));
  const auto catalogue = engine.catalogue();
  const auto receiver = receiver_of(*account, target, *catalogue);
  if (!receiver.scheme) return problem(404, "Not found");
  if (auto sound = verify_signature(*receiver.scheme, secret_of(receiver), request, engine.clock().now()); !sound) {
    engine.metrics().count("hooks_refused_total", 1, {{"account", account->name}});
    return problem(401, "Unauthorized", sound.error().message);
  }
  auto id = request.header(receiver.scheme->id_header.empty() ? "webhook-id" : receiver.scheme->id_header);
  if (id.empty())
    id = to_hex(hmac(EVP_sha256(), "delivery", request.body));  // a scheme without ids: the same bytes are the same delivery
  json::object headers;
  for (const auto& [name, value] : request.headers)
    if ((name.starts_with("webhook-") || name.starts_with("x-") || name == "content-type") && valid_utf8(value))
      headers.emplace(name, value);  // one that is no text would make the others unreadable too
  auto context = engine.context();
  auto fresh = flows::accept_delivery(context, {account->name, target, id, std::move(headers), request.body});
  if (!fresh) return problem(fresh.error());
  return ok(json::object{{"accepted", *fresh}}, 202);
}

}  // namespace fairway::api
