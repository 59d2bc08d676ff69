// Access tokens: one row a token scope, refreshed by one caller at a time, whichever worker, lane or thread asks.
#pragma once
#include <map>
#include <mutex>

#include "host/engine/current_catalogue.hpp"
#include "host/plugins/channel.hpp"
#include "host/storage/database.hpp"
#include "host/storage/vault.hpp"

namespace fairway::engine {

// Where a token lies: the plugin, the seller it belongs to (or the channel's scope where the plugin names no seller), the
// plugin's own scope, and, for a refresh token that stands in the configuration, a digest of that. So stores with the same
// seller and the same refresh token share one row, and a new refresh token in the YAML is a new row: it wins at once.
struct TokenPlace {
  std::string key;
  std::string configured;  // the refresh token of the settings, or empty
};
TokenPlace token_place(const Catalogue& catalogue, const plugins::ChannelSpec& spec, const std::string& scope);
// An access token was got by the secrets of before: what is asked for with other ones must prove those. All scopes of the
// channel; what is known in memory is for Tokens::forget().
Status expire_tokens(storage::Transaction& tx, const Catalogue& catalogue, const plugins::ChannelSpec& spec);

class Tokens {
 public:
  using Answer = plugins::Services::TokenAnswer;
  Tokens(storage::Database& db, storage::Vault& vault, const CurrentCatalogue& catalogue, const Clock& clock)
      : db_(db), vault_(vault), catalogue_(catalogue), clock_(clock) {}

  // A value that holds for at least 5 s, renewed from 60 s before its end; or the lease to refresh it (30 s) with the
  // refresh token, empty where there is none; or wait. [any thread]
  Result<Answer> get(const plugins::ChannelSpec& spec, const std::string& scope, const std::string& holder);
  // Compare and set: a put made from a refresh token that is no longer the current one changes nothing and is answered with
  // the newer access token. `refresh` empty: the old one stays.
  Result<std::string> put(const plugins::ChannelSpec& spec, const std::string& scope, std::int64_t version,
                          const std::string& access, const std::string& refresh, Millis lifetime);
  void refused(const plugins::ChannelSpec& spec, const std::string& scope, const std::string& access);
  void failed(const plugins::ChannelSpec& spec, const std::string& scope, std::int64_t version);  // ends the lease

  // A refresh token that somebody connected (`source`: who or how). One that stands in the settings wins over it.
  Status connect(const plugins::ChannelSpec& spec, const std::string& scope, const std::string& refresh,
                 const std::string& source);

  // Rows were renamed, removed or have expired: they are read again.
  void forget();

 private:
  struct Known {
    std::string access;
    Instant expires;
    std::int64_t version;
  };
  struct Row;
  static Result<Row> read(storage::Transaction& tx, const std::string& key);
  Result<Answer> lease(storage::Transaction& tx, const TokenPlace& place, const Row& row, const std::string& holder,
                       Instant now);
  std::optional<Known> known(const std::string& key) const;
  void know(const std::string& key, Known token);
  void forget(const std::string& key);
  storage::Value sealed(const std::string& text) const { return storage::Blob{vault_.seal_with_host_key(text)}; }

  storage::Database& db_;
  storage::Vault& vault_;
  const CurrentCatalogue& catalogue_;
  const Clock& clock_;
  mutable std::mutex mutex_;
  std::map<std::string, Known> known_;  // what the rows say, so that a request costs no query
};

}  // namespace fairway::engine
