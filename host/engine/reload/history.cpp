#include "host/engine/reload/history.hpp"

#include "host/base/text.hpp"
#include "host/ledger/values.hpp"

namespace fairway::engine {
namespace {

using ledger::done;
using ledger::from_ms;
using ledger::to_ms;
using storage::Blob;
using storage::Transaction;

constexpr std::int64_t kVersions = 50;  // of each account

std::string template_of(const config::Sources& sources, const std::string& file) {
  for (const auto& [name, of] : sources.templates)
    if (of == file) return name;
  return {};
}

}  // namespace

Result<History::SealedTexts> History::seal(Transaction& tx, const std::vector<const config::Sources*>& sources) {
  std::map<std::string, config::Text> wanted;
  for (const auto* each : sources)
    for (const auto& [file, text] : each->texts) wanted.emplace(sha256_hex(*text), text);
  std::vector<storage::Value> hashes;
  for (const auto& [hash, text] : wanted) hashes.emplace_back(hash);
  auto known = tx.query_in("SELECT hash FROM config_text WHERE hash IN ({keys})", hashes);
  if (!known) return fail(std::move(known.error()));
  for (std::size_t i = 0; i < known->size(); ++i) wanted.erase(known->text(i, 0));
  std::vector<std::string> texts;
  for (const auto& [hash, text] : wanted) texts.push_back(*text);
  SealedTexts out;
  if (texts.empty()) return out;
  auto sealed = vault_.seal(texts);
  if (!sealed) return fail(std::move(sealed.error()));
  std::size_t i = 0;
  for (const auto& [hash, text] : wanted) out.emplace(hash, std::move((*sealed)[i++]));
  return out;
}

Status History::add(Transaction& tx, const Version& version, const config::Sources& sources, const SealedTexts& texts) {
  storage::Rows sealed{{"hash"}, {"key"}, {"sealed", storage::Type::blob}};
  storage::Rows files{{"account"}, {"generation", storage::Type::integer}, {"name"}, {"template"}, {"text"}};
  for (const auto& [file, text] : sources.texts) {
    const auto hash = sha256_hex(*text);
    if (const auto found = texts.find(hash); found != texts.end())
      sealed.add({hash, found->second.key_id, Blob{found->second.bytes}});
    const auto name = template_of(sources, file);
    files.add({version.account, version.generation, file, name.empty() ? storage::Value() : storage::Value(name), hash});
  }
  for (const auto& [sql, rows] :
       {std::pair{"INSERT INTO config_text (hash, key, sealed) VALUES (?, ?, ?) ON CONFLICT (hash) DO NOTHING", &sealed},
        std::pair{"INSERT INTO config_file (account, generation, name, template, text) VALUES (?, ?, ?, ?, ?)", &files}})
    if (!rows->empty())
      if (auto kept = done(tx.bulk(sql, *rows)); !kept) return kept;
  auto added =
      done(tx.execute("INSERT INTO config_version (account, generation, at, author, cause, file, folder_hash, changes) "
                      "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                      {version.account, version.generation, to_ms(version.at), version.author, version.cause, sources.file,
                       sources.hash, json::serialize(version.changes)}));
  return added;
}

Status History::move(Transaction& tx, const std::string& account, const std::string& from, const std::string& to) {
  for (const auto* sql :
       {"UPDATE config_version SET file = ? WHERE account = ? AND file = ? AND generation = (SELECT MAX(generation) FROM "
        "config_version n WHERE n.account = config_version.account)",
        "UPDATE config_file SET name = ? WHERE account = ? AND name = ? AND generation = (SELECT MAX(generation) FROM "
        "config_version n WHERE n.account = config_file.account)"})
    if (auto moved = tx.execute(sql, {to, account, from}); !moved) return fail(std::move(moved.error()));
  return {};
}

Status History::drop(Transaction& tx, const std::string& account, std::int64_t generation) {
  for (const auto* sql : {"DELETE FROM config_version WHERE account = ? AND generation = ?",
                          "DELETE FROM config_file WHERE account = ? AND generation = ?"})
    if (auto gone = tx.execute(sql, {account, generation}); !gone) return fail(std::move(gone.error()));
  return {};
}

Result<std::vector<std::string>> History::tidy(Transaction& tx, const std::set<std::string>& accounts) {
  std::int64_t gone = 0;
  for (const auto& account : accounts)
    for (const auto* table : {"config_file", "config_version"}) {
      auto done = tx.execute(
          fmt::format("DELETE FROM {} WHERE account = ? AND generation <= (SELECT MAX(generation) FROM config_version "
                      "WHERE account = ?) - ? AND generation NOT IN (SELECT generation FROM config_pin WHERE account = ?)",
                      table),
          {account, account, kVersions, account});
      if (!done) return fail(std::move(done.error()));
      gone += *done;
    }
  if (gone == 0) return std::vector<std::string>{};
  return drop_unused(tx);
}

Result<std::vector<std::string>> History::forget(Transaction& tx, const std::string& account) {
  for (const auto* table : {"config_file", "config_version", "config_pin"})
    if (auto gone = tx.execute(fmt::format("DELETE FROM {} WHERE account = ?", table), {account}); !gone)
      return fail(std::move(gone.error()));
  return drop_unused(tx);
}

// Texts that no version has any more; their keys.
Result<std::vector<std::string>> History::drop_unused(Transaction& tx) {
  std::vector<std::string> keys;
  constexpr auto kUnused = "FROM config_text WHERE NOT EXISTS (SELECT 1 FROM config_file f WHERE f.text = config_text.hash)";
  auto rows = tx.query(fmt::format("SELECT key {}", kUnused));
  if (!rows) return fail(std::move(rows.error()));
  for (std::size_t i = 0; i < rows->size(); ++i) keys.push_back(rows->text(i, 0));
  if (auto done = tx.execute(fmt::format("DELETE {}", kUnused)); !done) return fail(std::move(done.error()));
  return keys;
}

Result<std::vector<Version>> History::versions(Transaction& tx, const std::string& account) {
  auto rows = tx.query(
      "SELECT account, generation, at, author, cause, changes FROM config_version WHERE account = ? ORDER BY generation "
      "DESC",
      {account});
  if (!rows) return fail(std::move(rows.error()));
  std::vector<Version> out;
  for (std::size_t i = 0; i < rows->size(); ++i) {
    const auto changes = parse_json(rows->text(i, 5));
    out.push_back({rows->text(i, 0), rows->integer(i, 1), from_ms(rows->integer(i, 2)), rows->text(i, 3), rows->text(i, 4),
                   changes && changes->is_array() ? changes->get_array() : json::array()});
  }
  return out;
}

Result<config::Sources> History::sources(Transaction& tx, const std::string& account, std::int64_t generation) {
  auto version = tx.query(
      "SELECT generation, file, folder_hash FROM config_version WHERE account = ? AND (generation = ? OR ? = 0) "
      "ORDER BY generation DESC LIMIT 1",
      {account, generation, generation});
  if (!version) return fail(std::move(version.error()));
  if (version->empty()) return fail(FW_E_REJECTED, fmt::format("of {} no version {} is kept", account, generation));
  config::Sources out{version->text(0, 1), {}, {}, version->text(0, 2)};
  auto files = tx.query(
      "SELECT f.name, f.template, t.key, t.sealed FROM config_file f JOIN config_text t ON t.hash = f.text "
      "WHERE f.account = ? AND f.generation = ?",
      {account, version->integer(0, 0)});
  if (!files) return fail(std::move(files.error()));
  for (std::size_t i = 0; i < files->size(); ++i) {
    auto text = vault_.unseal({files->text(i, 2), files->text(i, 3)});
    if (!text) return fail(std::move(text.error()));
    if (!files->is_null(i, 1)) out.templates[files->text(i, 1)] = files->text(i, 0);
    out.texts[files->text(i, 0)] = std::make_shared<const std::string>(std::move(*text));
  }
  if (!out.texts.contains(out.file)) return fail(FW_E_INTERNAL, "a kept version has no account file");
  return out;
}

Result<std::map<std::string, std::string>> History::files(Transaction& tx) {
  auto rows = tx.query(
      "SELECT v.account, v.file FROM config_version v JOIN account a ON a.name = v.account WHERE a.absent = 0 AND "
      "v.generation = (SELECT MAX(generation) FROM config_version n WHERE n.account = v.account)");
  if (!rows) return fail(std::move(rows.error()));
  std::map<std::string, std::string> out;
  for (std::size_t i = 0; i < rows->size(); ++i) out[rows->text(i, 0)] = rows->text(i, 1);
  return out;
}

Status History::pin(Transaction& tx, const PinRow& pin) {
  return done(
      tx.execute("INSERT INTO config_pin (account, generation, folder_hash, at, author, reason) VALUES (?, ?, ?, ?, ?, ?) "
                 "ON CONFLICT (account) DO UPDATE SET generation = excluded.generation, folder_hash = excluded.folder_hash, "
                 "at = excluded.at, author = excluded.author, reason = excluded.reason",
                 {pin.account, pin.generation, pin.folder_hash, to_ms(pin.at), pin.author, pin.reason}));
}

Status History::unpin(Transaction& tx, const std::string& account) {
  return done(tx.execute("DELETE FROM config_pin WHERE account = ?", {account}));
}

Result<std::vector<PinRow>> History::pins(Transaction& tx) {
  auto rows = tx.query("SELECT account, generation, folder_hash, at, author, reason FROM config_pin");
  if (!rows) return fail(std::move(rows.error()));
  std::vector<PinRow> out;
  for (std::size_t i = 0; i < rows->size(); ++i)
    out.push_back({rows->text(i, 0), rows->integer(i, 1), rows->text(i, 2), from_ms(rows->integer(i, 3)), rows->text(i, 4),
                   rows->text(i, 5)});
  return out;
}

}  // namespace fairway::engine
