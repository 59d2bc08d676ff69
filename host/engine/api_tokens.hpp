// Tokens of the API beside the first one: each has a name, what it may do, and the accounts that it sees. Only hashes are kept.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "host/base/clock.hpp"
#include "host/base/result.hpp"
#include "host/storage/database.hpp"

namespace fairway::engine {

struct ApiToken {
  std::string name;
  std::string role;                   // read | operator | admin
  std::vector<std::string> accounts;  // none: all
  Instant created_at;
};

// Letters, digits, '.', '-', '_', at most 60: events name it as their cause.
bool is_token_name(std::string_view name);
bool is_token_role(std::string_view role);

// The token itself, which nothing tells again. REJECTED where the name is taken.
Result<std::string> create_api_token(storage::Database& db, const ApiToken& token);
Result<std::vector<ApiToken>> api_tokens(storage::Database& db);  // by name
// What it was; INVALID: there is none of that name. Whoever asks with it from now on is not known.
Result<ApiToken> revoke_api_token(storage::Database& db, const std::string& name);

}  // namespace fairway::engine
