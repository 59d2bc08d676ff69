// What the file is, and what it says of itself.
#include <dlfcn.h>

#include <chrono>
#include <cstring>
#include <set>

#include "elf_file.hpp"
#include "fairway/documents/registry.hpp"
#include "subject.hpp"

namespace fairway::conformance {
namespace {

constexpr std::chrono::milliseconds kOpenMost{500};
constexpr std::uint64_t kLoadedMost = 64u << 20, kWritableMost = 64u << 10;

ElfFile elf_of(Subject& subject) {
  try {
    return ElfFile(subject.options().plugin);
  } catch (const std::runtime_error& error) { throw Convicted(error.what()); }
}

void exports_only_entry(Subject& subject) {
  std::string others;
  bool entry = false;
  for (const auto& symbol : elf_of(subject).exports()) {
    if (symbol.name == "fw_entry") entry = true;
    else others += (others.empty() ? "" : ", ") + symbol.name;
  }
  demand(entry, "it exports no fw_entry");
  demand(others.empty(), "it exports also " + others.substr(0, 500));
}

void abi_header(Subject& subject) {
  const auto elf = elf_of(subject);
  for (const auto& symbol : elf.exports()) {
    if (symbol.name != "fw_entry") continue;
    const auto bytes = elf.at(symbol.address, 8);
    std::uint32_t magic = 0, major = 0;
    demand(bytes.size() == 8, "fw_entry does not lie in the file");
    std::memcpy(&magic, bytes.data(), 4), std::memcpy(&major, bytes.data() + 4, 4);
    demand(magic == FW_ABI_MAGIC, "fw_entry does not begin with the magic number");
    demand(major == FW_ABI_MAJOR,
           "it is built for ABI " + std::to_string(major) + ", this is " + std::to_string(FW_ABI_MAJOR));
    return;
  }
  throw Convicted("it exports no fw_entry");
}

void loads(Subject& subject) {
  void* library = ::dlopen(std::filesystem::absolute(subject.options().plugin).c_str(), RTLD_NOW | RTLD_LOCAL);
  const char* why = library ? nullptr : ::dlerror();
  demand(library != nullptr, why ? why : "the dynamic linker gives no reason");
}

void open_is_quick(Subject& subject) {
  const auto before = threads(), files = open_descriptors();
  const auto from = std::chrono::steady_clock::now();
  subject.opened();
  const auto took = std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - from);
  demand(took <= kOpenMost, "it took " + std::to_string(took.count()) + " ms to load and open");
  demand(threads() == before, "it started a thread");
  demand(open_descriptors() <= files, "it left a file or a socket open");
}

void exceptions_work(Subject& subject) {
  const auto& entry = subject.entry();
  try {
    demand(entry.open() == FW_OK, "open() refuses: its C++ exceptions do not work beside another runtime");
  } catch (const Convicted&) { throw; } catch (...) {
    throw Convicted("open() let an exception out");
  }
}

void unknown_ids(Subject& subject) {
  const auto& entry = subject.opened();
  for (const char* id : {"nothing", "fairway.channel-factory/2", FW_CHANNEL_FACTORY "x", ""})
    demand(entry.query(id) == nullptr, std::string("fw_entry.query(\"") + id + "\") is answered");
  if (!subject.has_settings()) return;
  auto memory = subject.host();
  fw_channel* channel = nullptr;
  demand(subject.create(*memory, subject.settings(), &channel).ok(), "create() refuses the sample");
  for (const char* id : {"nothing", FW_CHANNEL_PULL "x", "fairway.channel.pull", FW_CHANNEL_PUSH "2", ""})
    demand(channel->query(channel, id) == nullptr, std::string("channel.query(\"") + id + "\") is answered");
  channel->destroy(channel);
  testing::Outcome outcome;
  const testing::TestCall call(*memory, outcome);
  fw_channel* other = nullptr;
  const auto rc =
      subject.factory().create(memory->raw(), call.raw(), view("nobody.at.all"), view(subject.settings()), &other);
  demand(rc < 0 && other == nullptr, "create() makes a channel that it does not describe");
}

bool is_utf8(std::string_view text) {
  std::string quoted;
  json::append_string(quoted, text);
  try {
    return from_json<std::string>(quoted) == text;
  } catch (const JsonError&) { return false; }
}

std::vector<std::string> words_of(const fw_channel_desc& desc) {
  std::vector<std::string> all;
  for (const fw_str text :
       {desc.id, desc.name, desc.vendor, desc.version, desc.manual_url, desc.config_schema, desc.manifest})
    all.emplace_back(view(text));
  return all;
}

void descriptor(Subject& subject) {
  const auto words = words_of(subject.desc());
  for (const auto& one : words) demand(is_utf8(one), "a text is no UTF-8: " + one);
  for (int i = 0; i < 3; ++i) {
    const auto* again = subject.factory().describe(0);
    demand(again == &subject.desc(), "describe() answers another address each time");
    demand(words_of(*again) == words, "describe() does not say the same each time");
  }
  demand(words[0].find('.') != std::string::npos, "its id is no reverse domain: " + words[0]);
  demand(!words[1].empty() && words[1].find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") == std::string::npos,
         "its name is not of [a-z0-9-]: " + words[1]);
  demand(!words[3].empty(), "it has no version");
}

void settings_schema(Subject& subject) {
  try {
    const auto schema = JsonView::parse(view(subject.desc().config_schema));
    demand(schema.is_object() && schema["type"].text() == "object", "the schema is none of an object");
  } catch (const JsonError& error) { throw Convicted("the schema is no JSON: " + error.message); }
}

bool is_document(const std::string& schema) {
  return with_document_type(schema, [&]<class D>() {});
}

void manifest(Subject& subject) {
  const auto said = subject.manifest();
  static const std::set<std::string> kRoles{"store", "warehouse", "shipping", "policy"};
  demand(!said.roles.empty(), "it has no role, so no account can name it");
  for (const auto& role : said.roles) demand(kRoles.contains(role), "there is no role " + role);
  for (const auto& stream : said.streams)
    for (const auto& document : stream.documents) demand(is_document(document), "there is no document " + document);
  for (const auto& push : said.pushes) {
    demand(is_document(push.document), "there is no document " + push.document);
    demand(push.batch > 0, "a push of no document at a time: " + push.document);
  }
  for (const auto& question : said.decides) demand(is_document(question), "there is no question " + question);
  std::set<std::string> rates;
  for (const auto& rate : said.rates) demand(rates.insert(rate.operation).second, "two rates of " + rate.operation);
  for (const auto& stream : said.streams)
    demand(stream.operation.empty() || rates.contains(stream.operation), "no rate of " + stream.operation);
}

void says_where_the_manual_is(Subject& subject) {
  demand(view(subject.desc().manual_url).starts_with("http"), "it names no manual that a browser can open");
}

void small_enough(Subject& subject) {
  const auto size = elf_of(subject).loaded();
  demand(size <= kLoadedMost, std::to_string(size >> 20) + " MB are loaded");
}

void no_mutable_globals(Subject& subject) {
  const auto elf = elf_of(subject);
  for (const char* sanitizer : {"__asan_init", "__tsan_init", "__ubsan_handle"})
    if (elf.mentions(sanitizer)) throw Skipped("it is built with a sanitizer, which keeps its books there");
  const auto size = elf.writable();
  demand(size <= kWritableMost, std::to_string(size >> 10) + " KB of it can be written by all instances");
}

}  // namespace

void add_file_tests(std::vector<Test>& to) {
  using L = Level;
  to.insert(
      to.end(),
      {{"exports-only-entry", L::core, "The file exports fw_entry and nothing else.",
        "Build it with fairway_add_plugin, or link with the SDK's plugin.map.", exports_only_entry},
       {"abi-header", L::core, "The file says, without being run, for which ABI it is built.",
        "Build it with this SDK; fw_entry must be a constant.", abi_header},
       {"loads", L::core, "It loads with all of its symbols resolved.",
        "Link what it needs; with -Wl,--no-undefined the linker says what is missing.", loads},
       {"open-is-quick", L::core, "Loading and opening takes at most half a second and leaves no thread and no file behind.",
        "Leave work to create() and start(): open() runs whenever a tool wants to know what the plugin is.", open_is_quick},
       {"exceptions-work", L::core, "open() succeeds, so exceptions work beside the host's runtime.",
        "Link another standard library statically and hide it: -Wl,--exclude-libs,ALL.", exceptions_work},
       {"unknown-ids", L::core, "What it does not know it answers with NULL or UNSUPPORTED.", "Compare whole ids.",
        unknown_ids},
       {"descriptor", L::core, "Its description is UTF-8, complete and the same each time.", "Keep it in static storage.",
        descriptor},
       {"settings-schema", L::core, "The schema of its settings is JSON Schema of an object.",
        "Parse it in a test of yours.", settings_schema},
       {"manifest", L::core, "The manifest can be read and names what there is.",
        "Fill in fairway::Manifest, and let the wrapper write it.", manifest},
       {"says-where-the-manual-is", L::pedantic, "It says where its manual is.", "Set manual_url.",
        says_where_the_manual_is},
       {"small-enough", L::pedantic, "It loads at most 64 MB.", "Strip it; keep data in files.", small_enough},
       {"no-mutable-globals", L::pedantic, "At most 64 KB of it can be written by all instances.",
        "Keep state in the channel: instances run in parallel.", no_mutable_globals}});
}

}  // namespace fairway::conformance
