// Keys that are made of names, "orders/acme/store:us/covered", "wms-rest|@acme/west|api": whose they are, and how they read
// under another name.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "host/base/result.hpp"
#include "host/storage/database.hpp"

namespace fairway::ledger {

struct Owner {
  std::string account, store;  // store empty: all of the account
};

enum class KeyColumn {
  cursor,      // cursor.scope: "<stream>/<account>/<group, nickname or warehouse>…"
  state,       // plugin_state.scope: "<account>/<group, nickname or warehouse>"
  host_state,  // plugin_state.key of the scope "host": "mode/<account>/<nickname>"
  token,       // token.scope: "<plugin>|@<account>/<…>|…"; of a plugin that names a seller it holds no name
  finding      // finding.key: "<kind>/<account>…" for the kinds that are about names
};
constexpr KeyColumn kKeyColumns[]{KeyColumn::cursor, KeyColumn::state, KeyColumn::host_state, KeyColumn::token,
                                  KeyColumn::finding};

// The key as it reads when what is `from`'s is `to`'s; nothing where it is none of `from`'s.
std::optional<std::string> under(KeyColumn column, const std::string& key, const Owner& from, const Owner& to);

Result<std::vector<std::string>> keys_of(storage::Transaction& tx, KeyColumn column, const Owner& owner);
// What lay under the new keys before goes: nobody of that name was known.
Status rename_keys(storage::Transaction& tx, KeyColumn column, const Owner& from, const Owner& to);
Status drop_keys(storage::Transaction& tx, KeyColumn column, const std::vector<std::string>& keys);

}  // namespace fairway::ledger
