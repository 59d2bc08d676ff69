#include "host/config/references.hpp"

#include <cstdlib>
#include <mutex>
#include <unordered_map>

#include "host/base/text.hpp"

namespace fairway::config {
namespace {

constexpr std::size_t kSecretBytes = 64 * 1024;

std::optional<std::string> from_process(const std::string& name) {
  const char* value = std::getenv(name.c_str());
  return value ? std::optional<std::string>(value) : std::nullopt;
}

bool is_variable(std::string_view name) {
  return !name.empty() && !std::isdigit(static_cast<unsigned char>(name.front())) &&
         std::all_of(name.begin(), name.end(), [](unsigned char c) { return std::isalnum(c) || c == '_'; });
}

Result<std::string> nothing_sealed(const std::string&) {
  return fail(FW_E_CONFIG, "sealed secrets cannot be read here: no data folder is given");
}

std::optional<std::string> value_of(Result<std::string> sealed) {
  return sealed ? std::optional<std::string>(std::move(*sealed)) : std::nullopt;
}

}  // namespace

struct References::Seen {
  struct File {
    Result<std::string> bytes;
    Stamp stamp;
  };
  Stamp stamp(const std::filesystem::path& folder, const std::string& name) {
    std::scoped_lock lock(mutex);
    const auto [at, fresh] = stamps.try_emplace(name);
    if (fresh) at->second = stamp_of(folder / name);
    return at->second;
  }
  File file(const std::filesystem::path& folder, const std::string& name) {
    std::scoped_lock lock(mutex);
    if (const auto known = files.find(name); known != files.end()) return known->second;
    Stamp stamp;
    auto bytes = read_whole(folder / name, kSecretBytes, &stamp);
    return files.emplace(name, File{std::move(bytes), stamp}).first->second;
  }

  std::mutex mutex;
  std::unordered_map<std::string, Stamp> stamps;
  std::unordered_map<std::string, File> files;
};

References::References(std::filesystem::path folder, Environment environment, Sealed sealed)
    : folder_(std::move(folder)),
      environment_(environment ? std::move(environment) : from_process),
      sealed_(sealed ? std::move(sealed) : nothing_sealed),
      seen_(std::make_shared<Seen>()) {}

void References::look_again() { seen_ = std::make_shared<Seen>(); }

References References::noting(Uses& uses) const {
  auto copy = *this;
  copy.uses_ = &uses;
  return copy;
}

bool References::unchanged(const Uses& uses) const {
  return std::all_of(uses.files.begin(), uses.files.end(),
                     [&](const auto& used) { return seen_->stamp(folder_, used.first) == used.second; }) &&
         std::all_of(uses.variables.begin(), uses.variables.end(),
                     [&](const auto& used) { return environment_(used.first) == used.second; }) &&
         std::all_of(uses.sealed.begin(), uses.sealed.end(),
                     [&](const auto& used) { return value_of(sealed_(used.first)) == used.second; });
}

Resolved References::resolve(const std::string& text) const {
  Resolved out;
  std::size_t at = 0;
  while (true) {
    const auto begin = text.find("${", at);
    if (begin == std::string::npos) break;
    if (begin > at && text[begin - 1] == '$') {  // $${ stands for ${ itself
      out.text += text.substr(at, begin - 1 - at) + "${";
      at = begin + 2;
      continue;
    }
    out.text += text.substr(at, begin - at);
    const auto end = text.find('}', begin);
    if (end == std::string::npos) {
      out.wrong = "${ without its }; $${ stands for ${ itself";
      return out;
    }
    replace(text.substr(begin + 2, end - begin - 2), out);
    at = end + 1;
  }
  out.text += text.substr(at);
  return out;
}

void References::replace_by_file(const std::string& name, Resolved& out) const {
  auto [bytes, stamp] = seen_->file(folder_, name);
  if (uses_) uses_->files[name] = stamp;
  if (!bytes) {
    out.missing = fmt::format("{}: {}", printable(name, 200), bytes.error().message);
  } else if (!valid_utf8(*bytes) || bytes->find('\0') != std::string::npos) {
    out.wrong = fmt::format("{}: not text in UTF-8", printable(name, 200));
  } else {
    while (bytes->ends_with('\n') || bytes->ends_with('\r')) bytes->pop_back();
    out.text += out.parts.emplace_back(*bytes);
  }
}

void References::replace(const std::string& reference, Resolved& out) const {
  out.referenced = true;
  const auto colon = reference.find(':');
  const auto kind = reference.substr(0, colon);
  const auto name = colon == std::string::npos ? std::string() : reference.substr(colon + 1);
  if (kind == "env" && is_variable(name)) {
    const auto value = environment_(name);
    if (uses_) uses_->variables[name] = value;
    if (!value) out.missing = fmt::format("the environment variable {} is not set", name);
    else if (!valid_utf8(*value)) out.wrong = fmt::format("the environment variable {} is not text in UTF-8", name);
    else out.text += out.parts.emplace_back(*value);
  } else if (kind == "file" && !name.empty()) {
    replace_by_file(name, out);
  } else if (kind == "sealed" && !name.empty()) {
    auto value = sealed_(name);
    if (uses_) uses_->sealed[name] = value_of(value);
    if (value) out.text += out.parts.emplace_back(std::move(*value));
    else out.missing = value.error().message;
  } else {
    out.wrong = fmt::format(
        "unknown reference ${{{}}}; write ${{env:NAME}}, ${{file:path}} or ${{sealed:NAME}}; $${{ stands for ${{ itself",
        printable(reference, 60));
  }
}

}  // namespace fairway::config
