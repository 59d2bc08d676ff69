#include "tests/bench/system/measure.hpp"

#include <fmt/format.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <ctime>
#include <fstream>
#include <sstream>
#include <thread>

namespace fairway::bench {
namespace {

std::string text_of(const std::filesystem::path& file) {
  std::ifstream in(file);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

// The figure of a line "Name:   123 kB".
double kilobytes(const std::string& text, const std::string& name) {
  const auto at = text.find(name + ":");
  return at == std::string::npos ? 0 : std::atof(text.c_str() + at + name.size() + 1);
}

// Processor time of a process with all its threads, those that ended too, in nanoseconds: the ticks of /proc/PID/stat
// are 10 ms, too coarse for one edit.
double own_seconds(int pid) {
  clockid_t clock{};
  timespec time{};
  if (::clock_getcpuclockid(pid, &clock) != 0 || ::clock_gettime(clock, &time) != 0) return 0;
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) / 1e9;
}

// Processor time of the children that ended and were waited for; the kernel tells it in ticks only.
double children_seconds(const std::string& fields_behind_name) {
  std::istringstream fields(fields_behind_name);
  std::string skipped;
  for (int i = 3; i < 16; ++i) fields >> skipped;
  double user = 0, system = 0;
  fields >> user >> system;
  return (user + system) / static_cast<double>(::sysconf(_SC_CLK_TCK));
}

void add(Usage& sum, int pid) {
  const std::filesystem::path proc = "/proc/" + std::to_string(pid);
  const auto stat = text_of(proc / "stat");
  const auto behind_name = stat.rfind(')');
  if (behind_name == std::string::npos) return;  // it ended meanwhile
  sum.cpu_seconds += own_seconds(pid) + children_seconds(stat.substr(behind_name + 2));
  const auto memory = text_of(proc / "smaps_rollup");
  sum.rss_mb += kilobytes(memory, "Rss") / 1024;
  sum.pss_mb += kilobytes(memory, "\nPss") / 1024;
  ++sum.processes;
  std::error_code gone;
  for (const auto& task : std::filesystem::directory_iterator(proc / "task", gone)) {
    std::istringstream children(text_of(task.path() / "children"));
    for (int child = 0; children >> child;) add(sum, child);
  }
}

}  // namespace

void print_machine(int count, char** values) {
  utsname machine{};
  uname(&machine);
  std::string command;
  for (int i = 0; i < count; ++i)
    command += (i ? " " : "") + (i ? std::string(values[i]) : std::filesystem::path(values[0]).filename().string());
  fmt::print("{}\nmachine: {} {}, {} processors; load before: {}", command, machine.sysname, machine.machine,
             std::thread::hardware_concurrency(), text_of("/proc/loadavg"));
}

void say(const std::string& what, double figure, const std::string& unit, const std::string& note) {
  fmt::print("{:<46}{:>12.{}f} {}{}\n", what, figure, figure < 100 ? 2 : 0, unit, note.empty() ? "" : "  (" + note + ")");
  std::fflush(stdout);
}

int number(int count, char** values, int position, int otherwise) {
  for (int i = 1; i < count; ++i)
    if (values[i][0] != '-' && --position == 0) return std::atoi(values[i]);
  return otherwise;
}

testing::WorldOptions unlimited(int accounts) {
  testing::WorldOptions options;
  options.accounts = accounts;
  options.settings.scale = 1e6;    // delays are over at once
  options.settings.rates = false;  // it tells a client that learns its rates 1,000 a second
  options.settings.partial_share = 0;
  options.settings.wms_per_minute = 0;
  options.settings.wms_page = 1000;
  options.settings.default_stock = 100'000'000;
  return options;
}

void inject(testing::World& world, int orders, int accounts) {
  for (int i = 1; i <= accounts; ++i) world.inject(i, orders / accounts);
}

Usage usage_of(int pid) {
  Usage sum;
  add(sum, pid);
  return sum;
}

View::View(const std::filesystem::path& data) {
  const auto made = [&] { return std::filesystem::exists(data / "admin.token"); };  // after the tables
  if (!testing::until(made, std::chrono::seconds(30))) throw std::runtime_error("the host made no database");
  auto session = storage::Session::open(data / "fairway.db", std::chrono::seconds(10), {"PRAGMA query_only = 1"});
  if (!session) throw std::runtime_error(session.error().message);
  session_ = std::move(*session);
}

std::int64_t View::integer(const std::string& sql) {
  auto rows = session_->query(sql);
  if (!rows) throw std::runtime_error(rows.error().message);
  return rows->empty() ? 0 : rows->integer(0, 0);
}

double rate(View& view, const char* from, const char* to, std::int64_t after) {
  const auto number = [&](const std::string& what) {
    return view.integer(fmt::format("SELECT {} FROM orders WHERE id > {}", what, after));
  };
  const auto first = number(fmt::format("MIN({})", from));
  const auto took = std::max<std::int64_t>(number(fmt::format("MAX({})", to)) - first, 1);
  return static_cast<double>(number(fmt::format("SUM({} > {})", to, first))) * 1000 / static_cast<double>(took);
}

}  // namespace fairway::bench
