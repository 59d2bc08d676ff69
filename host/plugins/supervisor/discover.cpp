#include <poll.h>
#include <unistd.h>

#include <Poco/String.h>

#include <csignal>
#include <regex>

#include "fairway/json.hpp"
#include "host/base/text.hpp"
#include "host/plugins/channel.hpp"
#include "host/plugins/copies.hpp"
#include "host/plugins/supervisor/spawn.hpp"

namespace fairway::plugins {
namespace {

namespace fs = std::filesystem;
constexpr Millis kPatience{10000};
constexpr std::size_t kLargestDescription = 4u << 20;

struct Said {
  std::string out, err;
  bool in_time = true;
};

// Reads both streams to their end, at most ten seconds.
Said listen(const Fd& out, const Fd& err) {
  Said said;
  const SystemClock clock;
  const auto until = clock.steady() + kPatience;
  std::array<pollfd, 2> open{{{out.get(), POLLIN, 0}, {err.get(), POLLIN, 0}}};
  while (open[0].fd >= 0 || open[1].fd >= 0) {
    const auto left = until - clock.steady();
    if (left <= Millis(0) || said.out.size() + said.err.size() > kLargestDescription) return said.in_time = false, said;
    ::poll(open.data(), open.size(), static_cast<int>(left.count()));
    for (std::size_t i = 0; i < open.size(); ++i) {
      if (open[i].fd < 0 || open[i].revents == 0) continue;
      std::array<char, 16384> buffer;
      const auto got = ::read(open[i].fd, buffer.data(), buffer.size());
      if (got <= 0) open[i].fd = -1;
      else (i == 0 ? said.out : said.err).append(buffer.data(), static_cast<std::size_t>(got));
    }
  }
  return said;
}

Result<Description> describe(const fs::path& file, const fs::path& executable) {
  auto out = make_pipe();
  auto err = make_pipe();
  if (!out || !err) return fail(FW_E_UNAVAILABLE, "no pipe to ask the plugin through");
  auto child = spawn(executable, {"worker", "--describe", file.string()}, {-1, out->write.get(), err->write.get()});
  if (!child) return fail(child.error());
  out->write = Fd();
  err->write = Fd();
  const auto said = listen(out->read, err->read);
  if (!said.in_time) child->kill(SIGKILL);
  const int code = child->wait();
  if (!said.in_time) return fail(FW_E_UNSUPPORTED, "did not describe itself within 10 s");
  if (code != 0)
    return fail(FW_E_UNSUPPORTED,
                said.err.empty() ? fmt::format("ended with {} when asked what it is", code) : printable(said.err));
  Description description;
  if (JsonError error; !read_json(said.out, description, error))
    return fail(FW_E_UNSUPPORTED,
                fmt::format("describes itself in a way that cannot be read: {} {}", error.pointer, error.message));
  return description;
}

std::vector<fs::path> libraries(const std::vector<fs::path>& folders) {
  std::vector<fs::path> out;
  for (const auto& folder : folders) {
    std::error_code ignored;
    for (const auto& entry : fs::directory_iterator(folder, ignored))
      if (entry.path().extension() == ".so" && entry.is_regular_file(ignored))
        out.push_back(fs::absolute(entry.path()).lexically_normal());
  }
  std::sort(out.begin(), out.end());
  out.erase(std::unique(out.begin(), out.end()), out.end());
  return out;
}

// A plugin's file as it is to be loaded, and what it says of itself: known by its hash, or asked.
Result<PluginFile> examine(const fs::path& file, const fs::path& executable, const Copies* copies, const Catalogue* known) {
  PluginFile out{file, {}, {}, {}};
  if (copies) {
    auto copy = copies->take(file);
    if (!copy) return fail(copy.error());
    out.copy = std::move(copy->path);
    out.hash = std::move(copy->hash);
  } else {
    out.hash = hash_of(file);
  }
  if (known)
    for (const auto& [name, other] : known->plugins)
      if (other.hash == out.hash) return out.description = other.description, out;
  auto description = describe(out.loaded(), executable);
  if (!description) {
    auto why = description.error();
    if (copies) why.message = Poco::replace(why.message, out.copy.string(), file.string());  // people know the file
    return fail(std::move(why));
  }
  out.description = std::move(*description);
  return out;
}

void add(Catalogue& catalogue, PluginFile found) {
  const auto& file = found.path;
  static const std::regex kName("[a-z0-9-]+");
  const auto name = found.description.name;
  if (!std::regex_match(name, kName)) {
    catalogue.refused[file] = fmt::format("its name \"{}\" has other characters than a-z, 0-9 and -", printable(name, 60));
    return;
  }
  if (const auto other = catalogue.plugins.find(name); other != catalogue.plugins.end()) {
    catalogue.refused[file] = fmt::format("{} claims the name {} too", other->second.path.string(), name);
    return;
  }
  catalogue.plugins[name] = std::move(found);
}

}  // namespace

Result<PluginFile> recall(const fs::path& file, const std::string& hash, const fs::path& executable, const Copies& copies) {
  PluginFile out{file, hash, {}, copies.path_of(hash)};
  if (hash_of(out.copy) != hash)
    return fail(FW_E_UNAVAILABLE, fmt::format("its copy {} is missing or damaged", out.copy.string()));
  auto description = describe(out.copy, executable);
  if (!description) return fail(std::move(description.error()));
  out.description = std::move(*description);
  return out;
}

Catalogue discover(const std::vector<fs::path>& folders, const fs::path& executable, const Copies* copies,
                   const Catalogue* known) {
  Catalogue catalogue;
  std::set<std::string> claimed_twice;
  for (const auto& file : libraries(folders)) {
    auto found = examine(file, executable, copies, known);
    if (!found) {
      catalogue.refused[file] = found.error().message;
      continue;
    }
    const auto name = found->description.name;
    if (catalogue.find(name)) claimed_twice.insert(name);
    add(catalogue, std::move(*found));
  }
  for (const auto& name : claimed_twice) {  // which of the two is meant is not for us to guess
    const auto first = catalogue.plugins.extract(name).mapped().path;
    catalogue.refused[first] = fmt::format("another file claims the name {} too", name);
  }
  return catalogue;
}

}  // namespace fairway::plugins
