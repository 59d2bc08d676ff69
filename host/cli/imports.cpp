// `fairway import`: bring in what a store lists, watch it, read what became of each row, take it back.
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iostream>
#include <thread>

#include "host/base/text.hpp"
#include "host/cli/client.hpp"

namespace fairway::cli {
namespace {

constexpr auto kLook = std::chrono::milliseconds(500);
constexpr auto kPiecePatience = std::chrono::seconds(60);
constexpr auto kNarrow = std::chrono::minutes(10);  // until a chunk of a CSV is there

struct ImportArguments {
  std::string account, store, id, mode, file, state, outcome, reason, sku, limit, cursor;
  bool dry_run = false, wait = false;
};
using ImportAsk = std::shared_ptr<ImportArguments>;

std::string imports_path(const ImportArguments& a) { return "/v1/accounts/" + Client::quoted(a.account) + "/imports"; }
std::string import_path(const ImportArguments& a) { return imports_path(a) + "/" + Client::quoted(a.id); }

std::int64_t counted(const json::value& import, const char* outcome) {
  std::int64_t sum = 0;
  for (const auto* part : {"parents", "variants"})
    if (const auto* counts = find(import, part)) sum += number_at(*counts, outcome);
  return sum;
}

std::string counts_text(const json::value& import) {
  std::string text;
  for (const auto* outcome : {"created", "updated", "linked", "skipped", "failed"})
    text += fmt::format("{}{} {}", text.empty() ? "" : ", ", grouped(counted(import, outcome)), outcome);
  return text;
}

// "63,000 of 100,000 rows  58,200/s  1 s left"
std::string progress_text(const json::value& import) {
  std::string text = grouped(number_at(import, "rows"));
  if (number_at(import, "total") > 0) text += " of " + grouped(number_at(import, "total"));
  text += " rows";
  if (number_at(import, "rows_per_second") > 0) text += fmt::format("  {}/s", grouped(number_at(import, "rows_per_second")));
  if (const auto left = cell(import, "seconds_left"); !left.empty()) text += fmt::format("  {} s left", left);
  if (const auto place = cell(import, "place"); !place.empty()) text += fmt::format("  place {} in the queue", place);
  return text;
}

bool has_ended(const json::value& import) { return !cell(import, "ended_at").empty(); }

// "completing: 3,000 of 20,000 asked for, 2,100 filled in, 4 left out"
void print_completion(const json::value& import) {
  const auto* of = find(import, "completing");
  if (!of || !of->is_object()) return;
  const auto count = [of](const char* name) { return grouped(number_at(*of, name)); };
  fmt::print("  completing {}: {} of {} asked for, {} filled in, {} left out, {} unknown to the channel's catalogue\n",
             cell(*of, "state"), count("asked"), count("total"), count("filled"), count("left_out"), count("unknown"));
  if (const auto note = cell(*of, "note"); !note.empty()) fmt::print("    {}\n", note);
}

void print_import(const json::value& import) {
  const auto file = cell(import, "file");
  fmt::print("import {} of {}{}: {}{}\n", cell(import, "id"), cell(import, "store"), file.empty() ? "" : " from " + file,
             cell(import, "state"), flag_at(import, "dry_run") ? " (dry run: nothing was changed)" : "");
  fmt::print("  {}\n  {}\n", progress_text(import), counts_text(import));
  if (const auto* parents = find(import, "parents"); parents && number_at(*parents, "created") > 0)
    fmt::print("  {} of the created are families\n", grouped(number_at(*parents, "created")));
  if (const auto kept = number_at(import, "kept"); kept > 0)
    fmt::print("  {} were changed since and stay as they are\n", grouped(kept));
  print_completion(import);
  if (const auto note = cell(import, "note"); !note.empty()) fmt::print("  {}\n", note);
}

void print_imports(const json::value& page) {
  std::vector<std::vector<std::string>> rows;
  for (const auto& import : items(page))
    rows.push_back({cell(import, "id"), cell(import, "store"), cell(import, "state"), cell(import, "requested_at"),
                    progress_text(import), counts_text(import), cell(import, "note")});
  print_table({"ID", "STORE", "STATE", "ASKED AT", "PROGRESS", "OUTCOMES", "NOTE"}, rows);
  if (const auto next = cell(page, "next"); !next.empty()) fmt::print("more: --cursor {}\n", next);
}

void print_import_rows(const json::value& page) {
  std::vector<std::vector<std::string>> rows;
  for (const auto& row : items(page))
    rows.push_back(
        {cell(row, "n"), cell(row, "row"), cell(row, "sku"), cell(row, "outcome"), cell(row, "reason"), cell(row, "text")});
  print_table({"N", "ROW", "SKU", "OUTCOME", "REASON", "MEANS"}, rows);
  if (const auto next = cell(page, "next"); !next.empty()) fmt::print("more: --cursor {}\n", next);
}

// One line that is written over and over where somebody looks on, else a line for each state.
void show_bar(const json::value& import, std::string& last) {
  constexpr std::int64_t kWidth = 30;
  const auto state = cell(import, "state");
  if (isatty(STDERR_FILENO) == 0) {
    if (state != last) fmt::print(stderr, "{}  {}\n", state, progress_text(import));
    last = state;
    return;
  }
  const auto total = number_at(import, "total");
  const auto full = total > 0 ? std::min(kWidth, number_at(import, "rows") * kWidth / total) : 0;
  fmt::print(stderr, "\r\033[K{:10} [{:#<{}}{:.<{}}] {}", state, "", full, "", kWidth - full, progress_text(import));
  if (has_ended(import)) fmt::print(stderr, "\n");
  std::fflush(stderr);
}

// Until it has ended; 1 where it failed.
void follow(Shared& shared, const Client& client, ImportArguments a, Result<json::value> import) {
  std::string last;
  while (import) {
    a.id = cell(*import, "id");
    show_bar(*import, last);
    if (has_ended(*import)) break;
    std::this_thread::sleep_for(kLook);
    import = client.get(import_path(a));
  }
  show(shared, import, print_import);
  if (import && (cell(*import, "state") == "failed" || cell(*import, "state") == "cancelled")) shared.exit = 1;
}

// Its id at the host, once all of it is there. Never held whole.
Result<std::string> hand_in(const Client& client, const ImportArguments& a) {
  std::ifstream file(a.file, std::ios::binary);
  if (!file) return fail(FW_E_CONFIG, fmt::format("cannot read {}", a.file));
  const auto files = "/v1/accounts/" + Client::quoted(a.account) + "/stores/" + Client::quoted(a.store) + "/listing-files";
  const auto begun = client.post(files, json::object{{"author", login()}});
  if (!begun) return fail(begun.error());
  const auto id = cell(*begun, "file");
  std::string piece(static_cast<std::size_t>(std::max<std::int64_t>(1, number_at(*begun, "piece"))), '\0');
  for (std::int64_t offset = 0;;) {
    file.read(piece.data(), static_cast<std::streamsize>(piece.size()));
    const auto count = static_cast<std::size_t>(file.gcount());
    if (count == 0) return file.bad() ? Result<std::string>(fail(FW_E_CONFIG, "cannot read " + a.file)) : id;
    const json::object body{{"offset", offset}, {"bytes", to_base64(std::string_view(piece).substr(0, count))}};
    const auto taken = client.post(files + "/" + Client::quoted(id), body, {}, kPiecePatience);
    if (!taken) return fail(taken.error());
    offset += static_cast<std::int64_t>(count);
  }
}

void run_import(Shared& shared, const ImportArguments& a) {
  const Client client(shared);
  json::object body{{"dry_run", a.dry_run}, {"author", login()}};
  if (!a.file.empty()) {
    const auto file = hand_in(client, a);
    if (!file) return show(shared, Result<json::value>(fail(file.error())), print_import);
    body["file"] = *file, body["name"] = std::filesystem::path(a.file).filename().string();
  }
  if (!a.mode.empty()) body["mode"] = a.mode;
  auto import =
      client.post("/v1/accounts/" + Client::quoted(a.account) + "/stores/" + Client::quoted(a.store) + "/imports", body);
  if (a.wait) follow(shared, client, a, std::move(import));
  else show(shared, import, print_import);
}

void act_on_one(Shared& shared, const ImportArguments& a, const char* verb) {
  const Client client(shared);
  auto import = client.post(import_path(a) + "/" + verb, json::object{{"author", login()}});
  if (a.wait) follow(shared, client, a, std::move(import));
  else show(shared, import, print_import);
}

void save_csv(Shared& shared, const ImportArguments& a) {
  const auto done = Client(shared).download(import_path(a) + "/csv", {{"outcome", a.outcome}}, std::cout, kNarrow);
  if (done) return;
  fmt::print(stderr, "{}\n", done.error().message);
  shared.exit = 1;
}

CLI::App* import_command(CLI::App& parent, Shared& shared, const ImportAsk& a, const char* name, const char* help,
                         std::function<void()> run) {
  auto* command = parent.add_subcommand(name, help);
  take_host(*command, shared);
  command->add_option("--account", a->account, "Account")->required();
  command->callback(std::move(run));
  return command;
}

CLI::App* of_one_import(CLI::App* command, const ImportAsk& a) {
  command->add_option("id", a->id, "Of the import")->required();
  return command;
}

void take_import_page(CLI::App& command, const ImportAsk& a) {
  command.add_option("--limit", a->limit, "Items a page");
  command.add_option("--cursor", a->cursor, "Where the last page ended");
}

}  // namespace

void add_imports(CLI::App& app, Shared& shared) {
  auto* import =
      app.add_subcommand("import", "What a store lists comes into the catalogue")->alias("imports")->require_subcommand(1);
  auto a = std::make_shared<ImportArguments>();
  auto* run =
      import_command(*import, shared, a, "run", "Import the listings of a store", [&shared, a] { run_import(shared, *a); });
  run->add_option("--store", a->store, "Store nickname")->required();
  run->add_option("--mode", a->mode, "create-only or create-and-overwrite; left out: as the file says");
  run->add_option("--file", a->file,
                  "A file as `listings export` or the channel gives it, read instead of asking the channel; of what it does "
                  "not hold nothing changes");
  run->add_flag("--dry-run", a->dry_run, "Say the outcome of each row and change nothing");
  run->add_flag("--wait", a->wait, "Show how far it is until it has ended; 1 where it failed");
  auto* list = import_command(*import, shared, a, "list", "Imports, new to old", [&shared, a] {
    show(shared,
         Client(shared).get(imports_path(*a),
                            {{"store", a->store}, {"state", a->state}, {"limit", a->limit}, {"cursor", a->cursor}}),
         print_imports);
  });
  list->add_option("--store", a->store, "Store nickname");
  list->add_option("--state", a->state, "requested, waiting, reading, done, failed, …");
  take_import_page(*list, a);
  of_one_import(import_command(*import, shared, a, "show", "How far one is, and what came of it",
                               [&shared, a] { show(shared, Client(shared).get(import_path(*a)), print_import); }),
                a);
  auto* rows = of_one_import(import_command(*import, shared, a, "rows", "What became of each row, the last first",
                                            [&shared, a] {
                                              show(shared,
                                                   Client(shared).get(import_path(*a) + "/rows", {{"outcome", a->outcome},
                                                                                                  {"reason", a->reason},
                                                                                                  {"sku", a->sku},
                                                                                                  {"limit", a->limit},
                                                                                                  {"cursor", a->cursor}}),
                                                   print_import_rows);
                                            }),
                             a);
  rows->add_option("--outcome", a->outcome, "created, updated, linked, skipped, failed");
  rows->add_option("--reason", a->reason, "Its code");
  rows->add_option("--sku", a->sku, "Exact");
  take_import_page(*rows, a);
  of_one_import(import_command(*import, shared, a, "csv", "All rows as CSV, on standard output",
                               [&shared, a] { save_csv(shared, *a); }),
                a)
      ->add_option("--outcome", a->outcome, "Only these");
  for (const auto& [verb, help] : {std::pair("undo", "Take back what it changed, where nothing changed since"),
                                   std::pair("rerun", "The rows alone that failed, as an import of its own"),
                                   std::pair("cancel", "Stop it after the batch in hand; what came in stays")}) {
    const char* name = verb;
    of_one_import(import_command(*import, shared, a, name, help, [&shared, a, name] { act_on_one(shared, *a, name); }), a)
        ->add_flag("--wait", a->wait, "Show how far it is until it has ended; 1 where it failed");
  }
  refuse_empty(*import);
}

}  // namespace fairway::cli
