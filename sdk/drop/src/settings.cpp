#include "fairway/drop/settings.hpp"

#include <charconv>

#include "fairway/drop/sftp.hpp"

namespace fairway::drop {
namespace {

using Millis = std::chrono::milliseconds;

// "30s"; the host has checked it by its own reader of durations.
Millis parse_settle(const std::string& text) {
  if (text.empty()) return {};
  std::int64_t count = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), count);
  const std::string_view unit(end, static_cast<std::size_t>(text.data() + text.size() - end));
  const std::pair<std::string_view, std::int64_t> units[] = {
      {"ms", 1}, {"s", 1000}, {"m", 60'000}, {"h", 3'600'000}, {"d", 86'400'000}};
  for (const auto& [name, factor] : units)
    if (error == std::errc() && unit == name && count >= 0 && count <= 1'000'000) return Millis(count * factor);
  throw Error::config("a duration such as 30s or 5m is needed", "/settle");
}

std::optional<SftpAddress> address_of(const std::string& text, const char* pointer) {
  try {
    return parse_sftp(text);
  } catch (const Error& error) { throw Error::config(error.what(), pointer); }
}

std::string without_slash(std::string path) {
  while (path.size() > 1 && path.back() == '/') path.pop_back();
  return path;
}

// What is wrong with a pair of ends, or nothing.
void check(const Settings& settings) {
  const auto out = address_of(settings.outbox, "/outbox"), in = address_of(settings.inbox, "/inbox");
  if (settings.outbox.empty()) throw Error::config("a folder is needed", "/outbox");
  if (settings.inbox.empty()) throw Error::config("a folder is needed", "/inbox");
  if (without_slash(settings.outbox) == without_slash(settings.inbox))
    throw Error::config("outbox and inbox are one folder: what we send would come back as if it were the partner's",
                        "/inbox");
  if (const auto archive = without_slash(settings.archive);
      !archive.empty() && (archive == without_slash(settings.outbox) || archive == without_slash(settings.inbox)))
    throw Error::config("a folder of its own is needed: copies of what we send lie there", "/archive");
  if (out && settings.spool.empty())
    throw Error::config("a folder of this machine is needed beside an outbox behind SFTP", "/spool");
  if (parse_sftp(settings.spool)) throw Error::config("a folder of this machine is needed", "/spool");
  parse_settle(settings.settle);
  for (const auto& [folder, pointer] :
       {std::pair{&settings.processing, "/processing"}, {&settings.archive, "/archive"}, {&settings.rejects, "/rejects"}}) {
    const auto there = address_of(*folder, pointer);
    if (folder->empty()) continue;
    if (there.has_value() != in.has_value() || (in && !there->same_server(*in)))
      throw Error::config("must lie where the inbox lies, for a file is moved there by renaming it", pointer);
  }
  if (!out && !in) return;
  if (settings.known_hosts.empty())
    throw Error::config(
        "needed for SFTP: a file with the server's key, as `ssh-keyscan` prints it once you have compared it",
        "/known-hosts");
  if (settings.key_file.empty() && settings.password_file.empty())
    throw Error::config("needed for SFTP: a private key, or password-file", "/key-file");
}

std::shared_ptr<Files> files_of(const std::optional<SftpAddress>& address, const Settings& settings) {
  if (!address) return local_files();
  return sftp_files(*address, {settings.known_hosts, settings.key_file, settings.password_file});
}

std::string path_of(const std::string& folder) {
  const auto address = parse_sftp(folder);
  return without_slash(address ? address->path : folder);
}

}  // namespace

std::string settings_schema() {
  return R"json("outbox": {"type": "string", "format": "folder", "minLength": 1, "examples": ["edi/out"], "description": "Folder where files for the warehouse go: a path, or sftp://user@host:port/path"},
    "inbox": {"type": "string", "format": "folder", "minLength": 1, "examples": ["edi/in"], "description": "Folder where the warehouse leaves files: a path, or sftp://user@host:port/path"},
    "processing": {"type": "string", "format": "folder", "description": "Where a file lies while it is worked on; left out: processing in the inbox"},
    "archive": {"type": "string", "format": "folder", "description": "Where files go that were taken, and copies of those that we send; left out: archive in the inbox"},
    "rejects": {"type": "string", "format": "folder", "description": "Where files go that could not be read, with the reason beside; left out: rejects in the inbox"},
    "spool": {"type": "string", "format": "folder", "description": "Folder of this machine for what waits to be sent, never seen by the warehouse; left out: beside an outbox that is a folder, as OUTBOX.spool"},
    "known-hosts": {"type": "string", "format": "folder", "description": "SFTP: file with the server's key, as ssh writes it. A server that is not in it is refused"},
    "key-file": {"type": "string", "format": "folder", "description": "SFTP: file with our private key, without a passphrase"},
    "password-file": {"type": "string", "format": "folder", "description": "SFTP: file whose first line is the password, where the server takes no key"},
    "marker": {"type": "string", "pattern": "^[.][A-Za-z0-9_-]+$", "examples": [".done"], "description": "A file is taken once a second one says that it is whole: NAME.done, or the name with this ending"},
    "settle": {"type": "string", "format": "duration", "examples": ["2m"], "description": "For a warehouse that writes files in place: taken once size and time were the same this long"})json";
}

void validate(Findings& findings, const Settings& settings) {
  try {
    check(settings);
  } catch (const Error& error) { findings.add(error.what(), error.pointer()); }
}

Places places_of(const Settings& settings) {
  check(settings);
  const auto out = parse_sftp(settings.outbox), in = parse_sftp(settings.inbox);
  Places places;
  places.out_files = files_of(out, settings);
  const bool same = out.has_value() == in.has_value() && (!out || out->same_server(*in));
  places.in_files = same ? places.out_files : files_of(in, settings);
  places.outbox = path_of(settings.outbox), places.inbox = path_of(settings.inbox);
  const auto beside = [&](const std::string& given, const char* name) {
    return given.empty() ? places.inbox + '/' + name : path_of(given);
  };
  places.processing = beside(settings.processing, "processing");
  places.archive = beside(settings.archive, "archive");
  places.rejects = beside(settings.rejects, "rejects");
  return places;
}

Rules rules_of(const Settings& settings, std::string pattern) {
  Rules rules;
  if (!pattern.empty()) rules.pattern = std::move(pattern);
  rules.marker = settings.marker;
  rules.settle = parse_settle(settings.settle);
  return rules;
}

std::filesystem::path spool_of(const Settings& settings) {
  return settings.spool.empty() ? without_slash(settings.outbox) + ".spool" : settings.spool;
}

}  // namespace fairway::drop
