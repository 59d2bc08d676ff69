// `fairway plugin log`: what one plugin says, without the rest of the host.
#include <array>
#include <thread>

#include "host/cli/client.hpp"

namespace fairway::cli {
namespace {

constexpr std::chrono::milliseconds kLookAgain{500};
constexpr std::array<std::string_view, 4> kLineLevels{"debug", "info", "warn", "error"};

struct LogArguments {
  std::string name, level = "debug";
  bool follow = false;
};

// What a process wrote to stderr by itself is never too little.
bool loud_enough(std::string_view level, std::string_view least) {
  const auto place = [](std::string_view one) { return std::find(kLineLevels.begin(), kLineLevels.end(), one); };
  return place(level) >= place(least);
}

void print_line(const Shared& shared, const json::value& line) {
  if (shared.json) return fmt::print("{}\n", json::serialize(line));
  const auto where =
      cell(line, "instance").empty() ? std::string() : cell(line, "instance") + " " + cell(line, "lane") + " ";
  fmt::print("{} {:<6} {}{}{}{}\n", cell(line, "at"), cell(line, "level"), where, cell(line, "trace"),
             cell(line, "trace").empty() ? "" : " ", cell(line, "message"));
}

// The lines after `cursor`, which moves on.
Status print_lines(const Shared& shared, const LogArguments& a, std::string& cursor) {
  for (bool more = true; more;) {
    auto answer =
        Client(shared).get("/v1/plugins/" + Client::quoted(a.name) + "/log", {{"cursor", cursor}, {"limit", "1000"}});
    if (!answer) return fail(std::move(answer.error()));
    for (const auto& line : answer->at("items").as_array()) {
      cursor = cell(line, "number");
      if (loud_enough(cell(line, "level"), a.level)) print_line(shared, line);
    }
    more = !answer->at("next").is_null();
    if (more) cursor = cell(*answer, "next");
  }
  std::fflush(stdout);
  return {};
}

int plugin_log(const Shared& shared, const LogArguments& a) {
  std::string cursor = "0";
  do {
    if (auto printed = print_lines(shared, a, cursor); !printed) {
      fmt::print(stderr, "{}\n", printed.error().message);
      return 1;
    }
    if (a.follow) std::this_thread::sleep_for(kLookAgain);
  } while (a.follow);
  return 0;
}

}  // namespace

void add_plugin_log(CLI::App& plugins, Shared& shared) {
  auto* log =
      plugins.add_subcommand("log", "What one plugin wrote since the host started, at all levels; the last 2,000 lines");
  auto a = std::make_shared<LogArguments>();
  take_host(*log, shared);
  log->add_option("name", a->name, "Plugin")->required();
  log->add_flag("-f,--follow", a->follow, "Go on with what it writes, until Ctrl-C");
  log->add_option("--level", a->level, "What is less than this is not shown")
      ->check(CLI::IsMember(std::vector<std::string>(kLineLevels.begin(), kLineLevels.end())))
      ->capture_default_str();
  log->callback([&shared, a] { shared.exit = plugin_log(shared, *a); });
}

}  // namespace fairway::cli
