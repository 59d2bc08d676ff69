// Out: a file appears in the outbox whole or not at all, and in the archive before that: the partner takes ours away, and then
// only the copy says what was sent.
#include "fairway/drop/drop.hpp"

namespace fairway::drop {
namespace {

constexpr int kCopies = 100;

enum class There { nothing, same, other };

There look_for(const Call& call, Files& files, const std::string& path, std::string_view bytes) {
  const auto entry = files.find(call, path);
  if (!entry) return There::nothing;
  return entry->size == bytes.size() && files.read(call, path, bytes.size()) == bytes ? There::same : There::other;
}

// False: another file has this name.
bool place(const Call& call, Files& files, const std::string& folder, const std::string& name, std::string_view bytes) {
  const std::string target = folder + '/' + name, temporary = folder + "/." + name + ".tmp";
  for (int attempt = 0; attempt < 2; ++attempt) {
    const auto there = look_for(call, files, target, bytes);
    if (there == There::same) files.remove(call, temporary);  // of the try that got this far
    if (there != There::nothing) return there == There::same;
    files.write(call, temporary, bytes);
    if (files.move(call, temporary, target)) return true;
  }
  throw Error::unavailable(target + ": it comes and goes while it is written");
}

}  // namespace

Drop::Drop(Places places, Rules rules, Host host) : places_(std::move(places)), rules_(std::move(rules)), host_(host) {}

// An archive may be of several accounts, whose files may have one name.
void Drop::keep_copy(const Call& call, const std::string& name, std::string_view bytes) {
  make_folders(call);
  for (int n = 1; n <= kCopies; ++n)
    if (place(call, *places_.in_files, places_.archive, n == 1 ? name : name + '.' + std::to_string(n), bytes)) return;
  throw Error::unavailable("no free name for " + name + " in " + places_.archive);
}

void Drop::put(const Call& call, const std::string& name, std::string_view bytes) {
  if (!is_final_name(name)) throw Error(FW_E_INVALID, "no name for a file: " + name);
  Files& files = *places_.out_files;
  if (files.ours()) files.make_folder(call, places_.outbox);
  // What is refused was not sent and leaves no copy; what lies there already has left one.
  const auto there = look_for(call, files, places_.outbox + '/' + name, bytes);
  if (there == There::nothing) keep_copy(call, name, bytes);
  if (there == There::other || !place(call, files, places_.outbox, name, bytes))
    throw Error::rejected("the outbox has another file " + name + " already");
}

}  // namespace fairway::drop
