// Out: a file appears in the outbox whole or not at all.
#include "fairway/drop/drop.hpp"

namespace fairway::drop {

Drop::Drop(Places places, Rules rules, Host host) : places_(std::move(places)), rules_(std::move(rules)), host_(host) {}

void Drop::put(const Call& call, const std::string& name, std::string_view bytes) {
  if (!is_final_name(name)) throw Error(FW_E_INVALID, "no name for a file: " + name);
  Files& files = *places_.out_files;
  if (files.ours()) files.make_folder(call, places_.outbox);
  const std::string target = places_.outbox + '/' + name, temporary = places_.outbox + "/." + name + ".tmp";
  for (int attempt = 0; attempt < 2; ++attempt) {
    if (const auto there = files.find(call, target)) {
      if (there->size != bytes.size() || files.read(call, target, bytes.size()) != bytes)
        throw Error::rejected("the outbox has another file " + name + " already");
      files.remove(call, temporary);  // of the try that got this far
      return;
    }
    files.write(call, temporary, bytes);
    if (files.move(call, temporary, target)) return;
  }
  throw Error::unavailable(target + ": it comes and goes while it is written");
}

}  // namespace fairway::drop
