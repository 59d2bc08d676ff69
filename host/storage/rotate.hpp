// A new host key, and everything that lies sealed under the old one sealed anew. Works beside a running host, which goes over
// to the new key by itself (vault/host_ring.hpp).
#pragma once
#include <cstddef>
#include <filesystem>
#include <functional>
#include <string>

#include "host/base/result.hpp"

namespace fairway::storage {

struct Rotated {
  std::size_t keys = 0, tokens = 0, secrets = 0;  // sealed anew
  bool resumed = false;                           // an earlier one had not come to its end: this was the rest of it
};

// Steps: host.key.next is written; keys, tokens and secrets are sealed under it, each kind kept whole; it takes the place of
// host.key. Until then both keys open what lies there, so a process may end at any point: the next call, or the next start of
// a host, does the rest. UNAVAILABLE when the database stays locked; then, too, the next call does the rest.
// `at` is told before each step, for tests.
Result<Rotated> rotate_host_key(const std::filesystem::path& data, const std::string& url = "sqlite:fairway.db",
                                const std::function<void(const std::string& step)>& at = {});

// The rest of one that did not come to its end; nothing where there is none.
Status finish_rotation(const std::filesystem::path& data, const std::string& url = "sqlite:fairway.db");

}  // namespace fairway::storage
