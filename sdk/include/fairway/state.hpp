// A channel's private state, numbers that are never given twice, and what is done with secrets that cannot be done by filling them in.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "fairway/http.hpp"

namespace fairway {

// Shared by the channel's lanes. Writes join the running call: they are kept by its next checkpoint, or by its success
// where it makes none. Values are at most 64 KiB and never empty.
class State {
 public:
  State(const fw_host* host, const fw_host_state* table) noexcept : host_(host), table_(table) {}

  std::optional<std::string> get(const Call& call, std::string_view key) const {
    std::string value;
    auto sink = detail::append_to(value);
    const fw_rc rc = need().get(host_, call.raw(), view(key), sink.raw());
    sink.rethrow();
    expect_ok(rc, "the state was not read");
    return value.empty() ? std::nullopt : std::optional(std::move(value));
  }
  void put(const Call& call, std::string_view key, std::string_view value) const {
    expect_ok(need().put(host_, call.raw(), view(key), view(value)), "the state was not written");
  }
  void remove(const Call& call, std::string_view key) const { put(call, key, {}); }
  // Writes only where `expected` still stands (empty: no such key); false where it does not.
  bool compare_and_set(const Call& call, std::string_view key, std::string_view expected, std::string_view value) const {
    const fw_rc rc = need().cas(host_, call.raw(), view(key), view(expected), view(value));
    if (rc == FW_E_REJECTED) return false;
    expect_ok(rc, "the state was not written");
    return true;
  }

 private:
  const fw_host_state& need() const {
    if (table_ == nullptr) throw Error::unsupported("this host keeps no state");
    return *table_;
  }
  const fw_host* host_;
  const fw_host_state* table_;
};

// Numbers that are given out once for ever, to all instances of the plugin together.
class Numbers {
 public:
  Numbers(const fw_host* host, const fw_host_numbers* table) noexcept : host_(host), table_(table) {}

  // The first of `count` (1 to 10,000) numbers in a row, counted from 1. Taken even where the call fails later.
  std::uint64_t take(const Call& call, std::string_view sequence, std::uint64_t count = 1) const {
    if (table_ == nullptr) throw Error::unsupported("this host gives out no numbers");
    std::uint64_t first = 0;
    expect_ok(table_->take(host_, call.raw(), view(sequence), count, &first), "no numbers were given out");
    return first;
  }

 private:
  const fw_host* host_;
  const fw_host_numbers* table_;
};

// The name of a secret. What its functions return goes where the secret belongs in a URL, a header value or a body; the
// host puts the secret in its place. As a member of Settings it is read from {"$secret": "name"}, which is what the host
// makes of a setting marked secret.
struct Secret {
  static constexpr JsonName json_names[] = {{"name", "$secret"}};
  std::string name;

  bool empty() const noexcept { return name.empty(); }
  std::string text() const { return "{{secret:" + name + "}}"; }
  std::string url() const { return "{{secret:" + name + "|url}}"; }  // for a URL or a form
  std::string base64() const { return "{{secret:" + name + "|base64}}"; }
  std::string basic(const std::string& user) const {
    return "Basic {{basic:" + user + ':' + name + "}}";
  }  // "authorization"
  friend bool operator==(const Secret&, const Secret&) = default;
};
BOOST_DESCRIBE_STRUCT(Secret, (), (name))

class Secrets {
 public:
  Secrets(const fw_host* host, const fw_host_secrets* table) noexcept : host_(host), table_(table) {}

  // The raw bytes of HMAC(secret, data); algorithm: sha1, sha256 or sha512.
  std::string hmac(const Call& call, const Secret& secret, std::string_view algorithm, std::string_view data) const {
    if (table_ == nullptr) throw Error::unsupported("this host signs nothing");
    std::string raw;
    auto sink = detail::append_to(raw);
    const fw_rc rc = table_->hmac(host_, call.raw(), view(secret.name), view(algorithm), view(data), sink.raw());
    sink.rethrow();
    expect_ok(rc, "not signed");
    return raw;
  }

 private:
  const fw_host* host_;
  const fw_host_secrets* table_;
};

}  // namespace fairway
