// fairway.host.tokens/1: the host holds the token and the lease; who gets the lease refreshes here.
#include "host/plugins/worker/instance.hpp"

namespace fairway::plugins {
namespace {

constexpr Millis kFirstWait{20}, kLongestWait{500};  // while another one refreshes

fw_rc append(const fw_sink* sink, fw_str bytes) {
  *static_cast<std::string*>(sink->ctx) += view(bytes);
  return FW_OK;
}

struct Granted {
  std::string access, refresh;
  std::int64_t ttl_ms = 0;
};

void give_lease_back(Call& call, std::string_view scope, std::int64_t version) {
  static_cast<void>(call.ask(Kind::token_failed, [&](Writer& out) { out.text(scope).put(version); }));
}

Result<Granted> refresh(Call& call, fw_token_refresh callback, void* user, const std::string& refresh_token) {
  Granted granted;
  const fw_sink access{&granted.access, append}, next{&granted.refresh, append};
  fw_token_grant grant{sizeof grant, 0, &access, &next, 0};
  call.link().masker.learn_token(refresh_token);
  const auto rc = guarded(call, [&] { return callback(user, call.raw(), raw(refresh_token), &grant); });
  if (rc < FW_OK) return fail(call.outcome(rc).error());
  if (granted.access.empty()) return fail(FW_E_INTERNAL, "the refresh succeeded and put no access token");
  granted.ttl_ms = grant.ttl_ms;
  return granted;
}

Result<std::string> refresh_and_store(Call& call, std::string_view scope, fw_token_refresh callback, void* user,
                                      const std::string& refresh_token, std::int64_t version) {
  auto granted = refresh(call, callback, user, refresh_token);
  if (!granted) {
    give_lease_back(call, scope, version);
    return fail(granted.error());
  }
  call.link().masker.learn_token(granted->access);
  call.link().masker.learn_token(granted->refresh);
  return call.ask(Kind::token_put, [&](Writer& out) {
    out.text(scope).put(version).text(granted->access).text(granted->refresh).put(granted->ttl_ms);
  });
}

Result<std::string> obtain(Call& call, std::string_view scope, fw_token_refresh callback, void* user) {
  if (auto may = allowed(call, "tokens"); !may) return fail(may.error());
  using Answer = Services::TokenAnswer;
  for (auto wait = kFirstWait;; wait = std::min(wait * 2, kLongestWait)) {
    const auto answer = call.ask(
        Kind::token, [&](Writer& out) { out.text(scope); }, kCancel);
    if (!answer) return answer;
    Reader in(*answer);
    const auto kind = static_cast<Answer::Kind>(in.get<std::uint8_t>());
    const auto text = in.string();
    const auto version = in.get<std::int64_t>();
    if (kind == Answer::Kind::value) {
      call.link().masker.learn_token(text);
      return text;
    }
    if (kind == Answer::Kind::refresh) return refresh_and_store(call, scope, callback, user, text, version);
    if (!call.sleep(wait)) return fail(FW_E_CANCELLED, "cut short while another call refreshed the token");
  }
}

fw_rc access(const fw_host*, const fw_call* raw_call, fw_str scope, fw_token_refresh callback, void* user,
             const fw_sink* out) {
  auto& call = Call::of(raw_call);
  const auto token = obtain(call, view(scope), callback, user);
  return token ? out->put(out, raw(*token)) : call.refused(token.error());
}

fw_rc refused(const fw_host*, const fw_call* raw_call, fw_str scope, fw_str access_token) {
  auto& call = Call::of(raw_call);
  if (auto may = allowed(call, "tokens"); !may) return call.refused(may.error());
  const auto done = call.ask(Kind::token_refused, [&](Writer& out) { out.text(view(scope)).text(view(access_token)); });
  return done ? FW_OK : call.refused(done.error());
}

}  // namespace

const fw_host_tokens* tokens_service() noexcept {
  static constexpr fw_host_tokens table{access, refused};
  return &table;
}

}  // namespace fairway::plugins
