// Which contents were processed: a file is worked on once, also when it comes again under another name.
#pragma once
#include <string>
#include <string_view>

#include "fairway/host.hpp"

namespace fairway::drop {

// SHA-256 in hexadecimal.
std::string sha256_hex(std::string_view bytes);

// Kept in the channel's State, so it is committed with the documents of the file, by the same checkpoint: neither can be
// there without the other. Holds the newest 10,000 at least, for 90 days; `scope` tells streams apart. No member is cached:
// a call that fails takes back what it added.
class Seen {
 public:
  Seen(Host host, std::string scope) : host_(host), scope_(std::move(scope)) {}
  // The name under which these contents came before, or empty.
  std::string name_of(const Call&, const std::string& hash) const;
  void add(const Call&, const std::string& hash, std::string_view name) const;

 private:
  Host host_;
  std::string scope_;
};

}  // namespace fairway::drop
