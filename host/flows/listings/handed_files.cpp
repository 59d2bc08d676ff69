#include "host/flows/listings/handed_files.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <charconv>
#include <set>

#include <fmt/format.h>

#include "host/base/text.hpp"
#include "host/flows/listings/listing_verbs.hpp"

namespace fairway::flows {
namespace {

constexpr Millis kUnasked = std::chrono::hours(24);
constexpr std::size_t kScanned = 1u << 20;
constexpr double kManyNames = 1e15;
constexpr std::uint64_t kNameTries = 100;

class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  ~Descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int get() const { return fd_; }
  bool good() const { return fd_ >= 0; }

 private:
  int fd_;
};

// "7-1790000000000-92f…": the store's row, when it was begun, and which.
struct FileName {
  std::int64_t store = 0, begun = 0;
};
std::optional<FileName> parse_name(const std::string& id) {
  const auto parts = split(id, '-');
  if (parts.size() != 3 || parts[2].empty() || parts[2].find_first_not_of("0123456789abcdef") != std::string::npos)
    return std::nullopt;
  FileName name;
  for (const auto& [text, out] : {std::pair(&parts[0], &name.store), std::pair(&parts[1], &name.begun)}) {
    const auto [end, bad] = std::from_chars(text->data(), text->data() + text->size(), *out);
    if (bad != std::errc() || end != text->data() + text->size()) return std::nullopt;
  }
  return name;
}

std::string path_to(const Context& context, const std::string& id) { return (context.files / id).string(); }

tl::unexpected<Failure> no_such_file(const std::string& id) {
  return fail(FW_E_INVALID, fmt::format("no file {} was handed in here", printable(id, 60)));
}
tl::unexpected<Failure> disk_trouble() {
  return fail(FW_E_UNAVAILABLE, fmt::format("the data folder: {}", std::generic_category().message(errno)));
}

Result<std::set<std::string>> files_in_use(storage::Transaction& tx, std::int64_t store_id) {
  std::set<std::string> used;
  auto open = ledger::open_file_imports(tx, store_id);
  if (!open) return fail(std::move(open.error()));
  for (const auto& import : *open) used.insert(import.file->id);
  return used;
}

// The store's, and not an import's yet.
Status must_be_open(Context& context, const std::string& account, const std::string& store, const std::string& id) {
  const auto name = parse_name(id);
  auto tx = context.db.read();
  if (!tx) return fail(std::move(tx.error()));
  const auto row = store_row(**tx, account, store);
  if (!row) return fail(row.error());
  if (!name || name->store != row->id) return no_such_file(id);
  const auto used = files_in_use(**tx, row->id);
  if (!used) return fail(used.error());
  if (used->contains(id)) return fail(FW_E_REJECTED, "an import reads this file already");
  return {};
}

Result<std::int64_t> length(int fd) {
  struct ::stat about {};
  if (::fstat(fd, &about) != 0) return disk_trouble();
  return about.st_size;
}

// Fewer than asked for only at the end of the file.
Result<std::string> read_at(int fd, std::int64_t offset, std::size_t most) {
  std::string bytes(most, '\0');
  std::size_t have = 0;
  while (have < most) {
    const auto n = ::pread(fd, bytes.data() + have, most - have, offset + static_cast<std::int64_t>(have));
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return disk_trouble();
    if (n == 0) break;
    have += static_cast<std::size_t>(n);
  }
  bytes.resize(have);
  return bytes;
}

Status write_at(int fd, std::int64_t offset, std::string_view bytes) {
  while (!bytes.empty()) {
    const auto n = ::pwrite(fd, bytes.data(), bytes.size(), offset);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return disk_trouble();
    bytes.remove_prefix(static_cast<std::size_t>(n));
    offset += n;
  }
  return {};
}

// How many bytes at the end may be the beginning of a character.
std::size_t begun_character(std::string_view bytes) {
  for (std::size_t back = 1; back <= std::min<std::size_t>(3, bytes.size()); ++back) {
    const auto c = static_cast<unsigned char>(bytes[bytes.size() - back]);
    if (c < 0x80) return 0;
    if (c >= 0xC0) return back;
  }
  return 0;
}

Result<bool> is_utf8(int fd, std::int64_t size) {
  std::string text;
  for (std::int64_t at = 0; at < size;) {
    auto more = read_at(fd, at, kScanned);
    if (!more) return fail(std::move(more.error()));
    if (more->empty()) break;
    at += static_cast<std::int64_t>(more->size());
    text += *more;
    const auto rest = at < size ? begun_character(text) : 0;
    if (!valid_utf8(std::string_view(text).substr(0, text.size() - rest))) return false;
    text.erase(0, text.size() - rest);
  }
  return true;
}

// A store's share of the disk that the database lies on.
constexpr std::size_t kFilesAtOnce = 8;

std::size_t files_of(const Context& context, std::int64_t store) {
  std::size_t count = 0;
  std::error_code none;
  for (const auto& entry : std::filesystem::directory_iterator(context.files, none))
    if (const auto name = parse_name(entry.path().filename().string()); name && name->store == store) ++count;
  return count;
}

}  // namespace

Result<std::string> hand_in_file(Context& context, const std::string& account, const std::string& store) {
  if (context.files.empty()) return fail(FW_E_UNSUPPORTED, "this host takes no files");
  auto tx = context.db.read();
  if (!tx) return fail(std::move(tx.error()));
  const auto row = store_row(**tx, account, store);
  if (!row) return fail(row.error());
  if (::mkdir(context.files.c_str(), 0700) != 0 && errno != EEXIST) return disk_trouble();
  if (files_of(context, row->id) >= kFilesAtOnce)
    return fail(FW_E_REJECTED, fmt::format("{} files of store {} lie here already: import them, or wait until tomorrow",
                                           kFilesAtOnce, store));
  const auto any = static_cast<std::uint64_t>(context.random() * kManyNames);
  for (std::uint64_t i = 0; i < kNameTries; ++i) {
    const auto id = fmt::format("{}-{}-{:x}", row->id, ledger::to_ms(context.clock.now()), any + i);
    const Descriptor file(::open(path_to(context, id).c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
    if (file.good()) return id;
    if (errno != EEXIST) break;
  }
  return disk_trouble();
}

Result<std::int64_t> length_of_file(Context& context, const std::string& account, const std::string& store,
                                    const std::string& id) {
  if (auto ok = must_be_open(context, account, store, id); !ok) return fail(std::move(ok.error()));
  const Descriptor file(::open(path_to(context, id).c_str(), O_RDONLY | O_CLOEXEC));
  if (!file.good()) return no_such_file(id);
  return length(file.get());
}

Result<std::int64_t> append_to_file(Context& context, const std::string& account, const std::string& store,
                                    const std::string& id, std::int64_t offset, std::string_view bytes) {
  if (auto ok = must_be_open(context, account, store, id); !ok) return fail(std::move(ok.error()));
  const Descriptor file(::open(path_to(context, id).c_str(), O_WRONLY | O_CLOEXEC));
  if (!file.good()) return no_such_file(id);
  const auto size = length(file.get());
  if (!size) return size;
  const auto piece = static_cast<std::int64_t>(bytes.size());
  if (offset < 0 || offset > *size)
    return fail(FW_E_REJECTED, fmt::format("the file has {} bytes so far: the next piece begins there", *size));
  if (piece > kLongestPiece) return fail(FW_E_REJECTED, fmt::format("a piece has at most {} bytes", kLongestPiece));
  if (offset + piece > kLongestFile) return fail(FW_E_REJECTED, fmt::format("a file has at most {} bytes", kLongestFile));
  if (auto ok = write_at(file.get(), offset, bytes); !ok) return fail(std::move(ok.error()));
  if (::ftruncate(file.get(), offset + piece) != 0) return disk_trouble();
  return offset + piece;
}

Result<ledger::ImportFile> take_file(Context& context, std::int64_t store_id, const std::string& id,
                                     const std::string& name) {
  const auto parsed = parse_name(id);
  if (context.files.empty() || !parsed || parsed->store != store_id) return no_such_file(id);
  const Descriptor file(::open(path_to(context, id).c_str(), O_RDONLY | O_CLOEXEC));
  if (!file.good()) return no_such_file(id);
  if (::fsync(file.get()) != 0) return disk_trouble();
  const auto size = length(file.get());
  if (!size) return fail(size.error());
  if (*size == 0) return fail(FW_E_REJECTED, "the file is empty");
  const auto utf8 = is_utf8(file.get(), *size);
  if (!utf8) return fail(utf8.error());
  return ledger::ImportFile{id, printable(name, 200), *size, *utf8};
}

Result<std::string> read_file_at(const Context& context, const ledger::ImportFile& of, std::int64_t offset,
                                 std::size_t most) {
  const Descriptor file(parse_name(of.id) ? ::open(path_to(context, of.id).c_str(), O_RDONLY | O_CLOEXEC) : -1);
  if (!file.good()) return fail(FW_E_REJECTED, "the file is gone; hand it in again");
  auto bytes = read_at(file.get(), offset, most);
  if (bytes &&
      offset + static_cast<std::int64_t>(bytes->size()) < std::min(of.size, offset + static_cast<std::int64_t>(most)))
    return fail(FW_E_REJECTED, "the file is shorter than it was; hand it in again");
  return bytes;
}

void remove_file(const Context& context, const ledger::Import& import) {
  if (import.file && parse_name(import.file->id)) ::unlink(path_to(context, import.file->id).c_str());
}

Status sweep_files(Context& context) {
  std::error_code none;
  if (context.files.empty() || !std::filesystem::exists(context.files, none)) return {};
  std::map<std::int64_t, std::vector<std::string>> old;
  const auto before = ledger::to_ms(context.clock.now() - kUnasked);
  for (const auto& entry : std::filesystem::directory_iterator(context.files, none)) {
    const auto id = entry.path().filename().string();
    if (const auto name = parse_name(id); name && name->begun < before) old[name->store].push_back(id);
  }
  if (old.empty()) return {};
  auto tx = context.db.read();
  if (!tx) return fail(std::move(tx.error()));
  for (const auto& [store, ids] : old) {
    const auto used = files_in_use(**tx, store);
    if (!used) return fail(used.error());
    for (const auto& id : ids)
      if (!used->contains(id)) ::unlink(path_to(context, id).c_str());
  }
  return {};
}

}  // namespace fairway::flows
