// `fairway notices`: what persons were told of.
#include "host/cli/client.hpp"

namespace fairway::cli {
namespace {

// "email told, webhook waiting (the webhook at hooks.example: answered 500)"
std::string told_text(const json::value& notice) {
  std::string text;
  for (const auto& way : list_at(notice, "told")) {
    const auto error = cell(way, "error");
    text += fmt::format("{}{} {}", text.empty() ? "" : ", ", cell(way, "way"), cell(way, "state"));
    if (!error.empty()) text += fmt::format(" ({})", error);
  }
  return text.empty() ? "nobody is named in notify" : text;
}

void print_notices(const json::value& page) {
  std::vector<std::vector<std::string>> rows;
  for (const auto& one : items(page))
    rows.push_back({cell(one, "id"), cell(one, "at"), cell(one, "kind"), cell(one, "title"), told_text(one)});
  print_table({"ID", "AT", "KIND", "WHAT", "TOLD"}, rows);
  if (const auto next = cell(page, "next"); !next.empty()) fmt::print("more: --cursor {}\n", next);
}

}  // namespace

void add_notices(CLI::App& app, Shared& shared) {
  struct NoticeArguments {
    std::string account, kind, limit, cursor;
  };
  auto* notices = app.add_subcommand("notices", "What persons were told of, by e-mail and webhook, new to old");
  auto a = std::make_shared<NoticeArguments>();
  take_host(*notices, shared);
  notices->add_option("--account", a->account, "Account");
  notices->add_option("--kind", a->kind, "import-done, authorisation, dead-letters, config-rejected");
  notices->add_option("--limit", a->limit, "Items a page");
  notices->add_option("--cursor", a->cursor, "Where the last page ended");
  notices->callback([&shared, a] {
    show(shared,
         Client(shared).get("/v1/notices",
                            {{"account", a->account}, {"kind", a->kind}, {"limit", a->limit}, {"cursor", a->cursor}}),
         print_notices);
  });
}

}  // namespace fairway::cli
