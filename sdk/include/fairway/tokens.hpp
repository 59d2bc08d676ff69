// Access tokens: the host keeps them, this plugin knows how to get a new one.
#pragma once
#include <chrono>
#include <string>
#include <string_view>

#include "fairway/http.hpp"

namespace fairway {

// What a token endpoint granted.
struct TokenGrant {
  std::string access;
  std::chrono::milliseconds lifetime{0};  // from now on; the host asks again in good time
  std::string refresh = {};               // empty: the old refresh token stays
};

class Tokens {
 public:
  Tokens(const fw_host* host, const fw_host_tokens* table) noexcept : host_(host), table_(table) {}

  // The token named `scope` ("" is the channel's own). `refresh(call, refresh_token) -> TokenGrant` runs only when a new
  // one is due, at most once, and never in two lanes, stores or workers at a time. What it throws is thrown on.
  template <class F>
  std::string access(const Call& call, std::string_view scope, F&& refresh) const {
    if (table_ == nullptr) throw Error::unsupported("this host keeps no tokens");
    struct Work {
      F& refresh;
      std::exception_ptr error;
    } work{refresh, nullptr};
    const fw_token_refresh run = [](void* user, const fw_call* raw, fw_str refresh_token, fw_token_grant* grant) -> fw_rc {
      auto& mine = *static_cast<Work*>(user);
      try {
        const TokenGrant got = mine.refresh(Call(raw), view(refresh_token));
        grant->ttl_ms = got.lifetime.count();
        if (!got.refresh.empty())
          expect_ok(grant->refresh->put(grant->refresh, view(got.refresh)), "the refresh token was not taken");
        expect_ok(grant->access->put(grant->access, view(got.access)), "the access token was not taken");
        return FW_OK;
      } catch (...) {
        mine.error = std::current_exception();
        return current_error().code();
      }
    };
    std::string token;
    auto sink = detail::append_to(token);
    const fw_rc rc = table_->access(host_, call.raw(), view(scope), run, &work, sink.raw());
    if (work.error) std::rethrow_exception(work.error);
    sink.rethrow();
    expect_ok(rc, "no access token");
    return token;
  }

  // The remote refused this token: the next access() gets a new one, unless somebody has done so already.
  void refused(const Call& call, std::string_view scope, std::string_view access_token) const {
    if (table_ != nullptr)
      expect_ok(table_->refused(host_, call.raw(), view(scope), view(access_token)), "the refusal was not noted");
  }

 private:
  const fw_host* host_;
  const fw_host_tokens* table_;
};

}  // namespace fairway
