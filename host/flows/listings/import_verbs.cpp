#include "host/flows/listings/import_verbs.hpp"

#include <fmt/format.h>

#include "fairway/json.hpp"
#include "fairway/pull.hpp"
#include "host/flows/acting.hpp"
#include "host/flows/jobs.hpp"
#include "host/flows/listings/handed_files.hpp"
#include "host/flows/listings/listing_verbs.hpp"
#include "host/flows/schedule.hpp"
#include "host/ledger/store.hpp"

namespace fairway::flows {
namespace {

using ledger::Import;
using ledger::ImportState;

Result<const config::Store*> importing_store(const Context& context, const std::string& account_name,
                                             const std::string& nickname) {
  const auto* account = context.account(account_name);
  const auto* store = account ? account->store(nickname) : nullptr;
  if (!store) return fail(FW_E_INVALID, fmt::format("no store {} in account {}", nickname, account_name));
  if (!store->enabled) return fail(FW_E_REJECTED, fmt::format("store {} is disabled", nickname));
  if (!imports_listings(context.catalogue, *store))
    return fail(FW_E_REJECTED, fmt::format("the plugin {} of store {} shows no listings", store->settings.plugin, nickname));
  return store;
}

Status reads_files(const Context& context, const config::Store& store) {
  if (context.catalogue.stream(store.settings.plugin, ListingFileReader::kStream)) return {};
  return fail(FW_E_UNSUPPORTED, fmt::format("the plugin {} reads no files of listings", store.settings.plugin));
}

Result<std::int64_t> queue(Unit& unit, Import import, const std::string& nickname, Instant now) {
  import.requested_at = now;
  auto id = ledger::add(unit.tx(), import);
  if (!id) return id;
  if (auto ok = unit.enqueue({import_job(import.account, nickname, now)}); !ok) return fail(std::move(ok.error()));
  if (auto ok = unit.commit(); !ok) return fail(std::move(ok.error()));
  return id;
}

Result<ledger::ImportFile> handed_file(Context& context, const ImportWish& wish) {
  auto tx = context.db.read();
  if (!tx) return fail(std::move(tx.error()));
  auto row = store_row(**tx, wish.account, wish.store);
  if (!row) return fail(std::move(row.error()));
  return take_file(context, row->id, wish.file, wish.file_name);
}

// A file goes with the import that reads it.
Status must_be_free(storage::Transaction& tx, std::int64_t store_id, const std::string& file) {
  const auto open = ledger::open_file_imports(tx, store_id);
  if (!open) return fail(open.error());
  for (const auto& import : *open)
    if (import.file->id == file) return fail(FW_E_REJECTED, fmt::format("import {} reads this file already", import.id));
  return {};
}

// One import of the account, one transaction.
using OnImport = std::function<Status(Unit&, Import&)>;
Status on_import(Context& context, const std::string& account, std::int64_t id, const OnImport& act) {
  auto unit = Unit::begin(context);
  if (!unit) return fail(std::move(unit.error()));
  auto import = ledger::import_by_id(unit->tx(), id);
  if (!import) return fail(std::move(import.error()));
  if (!*import || (*import)->account != account)
    return fail(FW_E_INVALID, fmt::format("no import {} in account {}", id, account));
  if (auto ok = act(*unit, **import); !ok) return ok;
  if (auto ok = ledger::update(unit->tx(), **import); !ok) return ok;
  return unit->commit();
}

Result<std::string> nickname_of(storage::Transaction& tx, const Import& import) {
  auto rows = ledger::stores_of(tx, import.account);
  if (!rows) return fail(std::move(rows.error()));
  for (const auto& row : *rows)
    if (row.id == import.store_id) return row.nickname;
  return fail(FW_E_REJECTED, "its store is there no more, or is another one now");
}

}  // namespace

Result<std::int64_t> ask_import(Context& context, const ImportWish& wish, const Person& person) {
  auto store = importing_store(context, wish.account, wish.store);
  if (!store) return fail(std::move(store.error()));
  auto rules = rules_of((*store)->listings);
  if (!wish.mode.empty() && wish.mode != "create-only" && wish.mode != "create-and-overwrite")
    return fail(FW_E_UNSUPPORTED, fmt::format("mode \"{}\": allowed are create-only, create-and-overwrite", wish.mode));
  if (!wish.mode.empty()) rules.overwrite = wish.mode == "create-and-overwrite";
  Import import;
  if (!wish.file.empty()) {
    if (auto ok = reads_files(context, **store); !ok) return fail(std::move(ok.error()));
    auto file = handed_file(context, wish);  // before the transaction: it is read once
    if (!file) return fail(std::move(file.error()));
    import.file = std::move(*file);
  }
  auto unit = Unit::begin(context);
  if (!unit) return fail(std::move(unit.error()));
  if (auto known = still_called(unit->tx(), wish.account); !known) return fail(std::move(known.error()));
  auto row = store_row(unit->tx(), wish.account, wish.store);
  if (!row) return fail(std::move(row.error()));
  if (import.file)
    if (auto ok = must_be_free(unit->tx(), row->id, import.file->id); !ok) return fail(std::move(ok.error()));
  import.account = wish.account, import.store_id = row->id;
  import.rules = to_json(rules);
  import.dry_run = wish.dry_run, import.asked_by = person.name;
  return queue(*unit, std::move(import), wish.store, context.clock.now());
}

Result<std::int64_t> rerun_import(Context& context, const std::string& account, std::int64_t id, const Person& person) {
  auto unit = Unit::begin(context);
  if (!unit) return fail(std::move(unit.error()));
  auto known = ledger::import_by_id(unit->tx(), id);
  if (!known) return fail(std::move(known.error()));
  if (!*known || (*known)->account != account)
    return fail(FW_E_INVALID, fmt::format("no import {} in account {}", id, account));
  const auto& before = **known;
  if (before.file) return fail(FW_E_REJECTED, "it read a file, which is gone: import the mended file");
  if (before.state != ImportState::done) return fail(FW_E_REJECTED, "only an import that is done has rows to run again");
  auto nickname = nickname_of(unit->tx(), before);
  if (!nickname) return fail(std::move(nickname.error()));
  if (auto store = importing_store(context, account, *nickname); !store) return fail(std::move(store.error()));
  Import import;
  import.account = account, import.store_id = before.store_id, import.rules = before.rules;
  import.dry_run = before.dry_run, import.rerun_of = before.id, import.asked_by = person.name;
  return queue(*unit, std::move(import), *nickname, context.clock.now());
}

Status cancel_import(Context& context, const std::string& account, std::int64_t id, const Person& person) {
  Import cancelled;
  auto done = on_import(context, account, id, [&](Unit& unit, Import& import) -> Status {
    using S = ImportState;
    if (import.state != S::requested && import.state != S::waiting && import.state != S::reading)
      return fail(FW_E_REJECTED, fmt::format("an import that is {} cannot be cancelled", ledger::text(import.state)));
    import.state = S::cancelled;
    import.ended_at = context.clock.now();
    import.note = "cancelled " + by(person);
    cancelled = import;
    return ledger::forget_rivals(unit.tx(), import.id);
  });
  if (done) remove_file(context, cancelled);
  return done;
}

Status undo_import(Context& context, const std::string& account, std::int64_t id, const Person& person) {
  return on_import(context, account, id, [&](Unit& unit, Import& import) -> Status {
    using S = ImportState;
    if (import.dry_run) return fail(FW_E_REJECTED, "a dry run changed nothing");
    if (import.state != S::done && import.state != S::failed && import.state != S::cancelled)
      return fail(FW_E_REJECTED, fmt::format("an import that is {} cannot be undone", ledger::text(import.state)));
    auto nickname = nickname_of(unit.tx(), import);
    if (!nickname) return fail(std::move(nickname.error()));
    import.state = S::undoing;
    import.ended_at.reset();
    import.note = "undone " + by(person);
    return unit.enqueue({import_job(account, *nickname, context.clock.now())});
  });
}

}  // namespace fairway::flows
