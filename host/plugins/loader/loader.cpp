#include "host/plugins/loader/loader.hpp"

#include <dlfcn.h>

#include <boost/dll/shared_library.hpp>

#include "host/plugins/loader/elf.hpp"

namespace fairway::plugins {
namespace {

tl::unexpected<Failure> refuse(const std::filesystem::path& file, const std::string& why) {
  return fail(FW_E_UNSUPPORTED, fmt::format("{}: {}", file.string(), why));
}

std::string linker_says() {
  const char* text = ::dlerror();  // Boost keeps only an error code, which says "bad file descriptor" for everything
  return text ? text : "the dynamic linker gives no reason";
}

// Not lazily: a missing symbol has to show here and not at the first call. Not globally: plugins do not see each other.
// Never unmapped: thread-locals and unique symbols of a plugin may outlive any object of it.
constexpr auto kMode = static_cast<boost::dll::load_mode::type>(boost::dll::load_mode::rtld_now |
                                                                boost::dll::load_mode::rtld_local | RTLD_NODELETE);

Result<const fw_entry_t*> find_entry(const std::filesystem::path& file) {
  boost::dll::shared_library library;
  boost::dll::fs::error_code error;
  library.load(file, kMode, error);
  if (error) return refuse(file, "cannot be loaded: " + linker_says());
  if (!library.has("fw_entry")) return refuse(file, "is no plugin: it has no symbol fw_entry");
  return &library.get<const fw_entry_t>("fw_entry");
}

Status check_version(const std::filesystem::path& file, const fw_entry_t& entry) {
  if (entry.magic != FW_ABI_MAGIC) return refuse(file, "is no plugin: fw_entry does not start with the magic number");
  if (entry.abi_major != FW_ABI_MAJOR)
    return refuse(file, fmt::format("was built for plugin ABI {}.{}, this is {}.{}: build it with this SDK", entry.abi_major,
                                    entry.abi_minor, FW_ABI_MAJOR, FW_ABI_MINOR));
  if (!entry.open || !entry.query) return refuse(file, "fw_entry lacks open or query");
  return {};
}

}  // namespace

Result<Plugin> load_plugin(const std::filesystem::path& file) try {
  if (auto whole = check_whole(file); !whole) return fail(whole.error());
  const auto entry = find_entry(std::filesystem::absolute(file));
  if (!entry) return fail(entry.error());
  if (auto sound = check_version(file, **entry); !sound) return fail(sound.error());
  if (const auto rc = (*entry)->open(); rc != FW_OK)
    return refuse(file, fmt::format("refuses to work here (open: {}); are its C++ exceptions those of another runtime?",
                                    code_name(rc)));

  Plugin plugin;
  plugin.entry = *entry;
  plugin.factory = static_cast<const fw_channel_factory*>((*entry)->query(FW_CHANNEL_FACTORY));
  if (!plugin.factory) return refuse(file, "offers no " FW_CHANNEL_FACTORY);
  if (const auto count = plugin.factory->count(); count != 1)
    return refuse(file, fmt::format("offers {} channels, one is allowed", count));
  plugin.desc = plugin.factory->describe(0);
  if (!plugin.desc || !FW_HAS(plugin.desc, manifest)) return refuse(file, "does not describe its channel");
  return plugin;
} catch (const std::exception& error) { return refuse(file, error.what()); } catch (...) {
  return refuse(file, "let an exception out while it was loaded");
}

}  // namespace fairway::plugins
