#include "subject.hpp"

#include <dlfcn.h>
#include <malloc.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cstring>
#include <filesystem>
#include <fstream>

#include "sample.hpp"

extern "C" __attribute__((weak)) std::size_t __sanitizer_get_current_allocated_bytes();

namespace fairway::conformance {
namespace {

constexpr std::string_view kSecretValue = "s3cr3t-made-up-value-of-";

std::size_t count_in(const char* folder) {
  std::size_t count = 0;
  for ([[maybe_unused]] const auto& entry : std::filesystem::directory_iterator(folder)) ++count;
  return count;
}

std::string read_whole(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

// "NAME.so" and "sample.yaml": NAME.sample.yaml beside the plugin, where that is.
std::filesystem::path beside(const std::filesystem::path& plugin, const std::string& what) {
  auto file = plugin;
  file.replace_extension(what);
  return std::filesystem::exists(file) ? file : std::filesystem::path();
}

}  // namespace

std::size_t open_descriptors() { return count_in("/proc/self/fd"); }
std::size_t threads() { return count_in("/proc/self/task"); }
std::size_t bytes_in_use() {
  return __sanitizer_get_current_allocated_bytes ? __sanitizer_get_current_allocated_bytes() : ::mallinfo2().uordblks;
}

Lent::Lent(std::string_view text) : size_(text.size()) {
  const auto page = static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
  mapped_ = (size_ / page + 1) * page;
  at_ = ::mmap(nullptr, mapped_, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (at_ == MAP_FAILED) throw std::runtime_error("no memory to lend");
  std::memcpy(at_, text.data(), text.size());
}

// The address is not given out again while the process lives.
void Lent::take_back() noexcept { ::mprotect(at_, mapped_, PROT_NONE); }

const fw_entry_t& Subject::entry() {
  if (entry_) return *entry_;
  void* library = ::dlopen(std::filesystem::absolute(options_.plugin).c_str(), RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
  if (!library) {
    const char* why = ::dlerror();
    throw Convicted(std::string("it does not load: ") + (why ? why : "the dynamic linker gives no reason"));
  }
  entry_ = static_cast<const fw_entry_t*>(::dlsym(library, "fw_entry"));
  demand(entry_ != nullptr, "it has no symbol fw_entry");
  demand(entry_->magic == FW_ABI_MAGIC, "fw_entry does not begin with the magic number");
  demand(entry_->abi_major == FW_ABI_MAJOR, "it is built for another major version of the ABI");
  demand(entry_->open && entry_->query, "fw_entry lacks open or query");
  return *entry_;
}

const fw_entry_t& Subject::opened() {
  entry();
  if (!open_) demand(entry_->open() == FW_OK, "open() refuses");
  open_ = true;
  return *entry_;
}

const fw_channel_factory& Subject::factory() {
  if (!factory_) factory_ = static_cast<const fw_channel_factory*>(opened().query(FW_CHANNEL_FACTORY));
  demand(factory_ != nullptr, "it answers no " FW_CHANNEL_FACTORY);
  return *factory_;
}

const fw_channel_desc& Subject::desc() {
  if (desc_) return *desc_;
  demand(factory().count() == 1, "it has not exactly one channel");
  desc_ = factory().describe(0);
  demand(desc_ && FW_HAS(desc_, manifest), "it does not describe its channel");
  return *desc_;
}

Manifest Subject::manifest() {
  Manifest manifest;
  JsonError error;
  demand(read_json(view(desc().manifest), manifest, error), "the manifest: " + error.message + " at " + error.pointer);
  return manifest;
}

bool Subject::has_settings() { return !options_.sample.empty() || !beside(options_.plugin, ".sample.yaml").empty(); }

const std::string& Subject::settings() {
  if (std::exchange(read_settings_, true)) return settings_;
  const auto file = options_.sample.empty() ? beside(options_.plugin, ".sample.yaml") : options_.sample;
  if (file.empty()) throw Skipped("there is no sample (--sample): a piece of configuration that names the plugin");
  auto pattern = (std::filesystem::temp_directory_path() / "fairway-check-XXXXXX").string();
  const std::filesystem::path folder = ::mkdtemp(pattern.data()) ? pattern : "/tmp";
  try {
    settings_ = sample_settings(file, std::string(view(desc().name)), std::string(view(desc().config_schema)), folder);
  } catch (const std::runtime_error& error) { throw Skipped(error.what()); }
  return settings_;
}

const std::vector<testing::Exchange>& Subject::conversation() {
  if (std::exchange(read_conversation_, true)) return conversation_;
  const auto file = options_.conversation.empty() ? beside(options_.plugin, ".conversation.jsonl") : options_.conversation;
  if (file.empty()) return conversation_;
  try {
    conversation_ = testing::read_conversation(read_whole(file));
  } catch (const JsonError& error) { throw Skipped(file.string() + ": " + error.message); }
  return conversation_;
}

std::unique_ptr<testing::TestHost> Subject::host() {
  auto host = std::make_unique<testing::TestHost>();
  const std::string_view mark = R"({"$secret":")";
  for (auto at = settings().find(mark); at != std::string::npos; at = settings_.find(mark, at + 1)) {
    const auto from = at + mark.size();
    const auto name = settings_.substr(from, settings_.find('"', from) - from);
    host->secrets.values[name] = std::string(kSecretValue) + name;
  }
  testing::replay(host->http, conversation());
  return host;
}

testing::Outcome Subject::validate(const std::string& settings) {
  testing::Outcome outcome;
  testing::TestHost memory;
  const testing::TestCall call(memory, outcome);
  const Lent lent(settings);
  outcome.code = factory().validate(call.raw(), desc().id, lent.str());
  return outcome;
}

testing::Outcome Subject::create(testing::TestHost& host, const std::string& settings, fw_channel** out) {
  testing::Outcome outcome;
  const testing::TestCall call(host, outcome);
  const Lent lent(settings);
  outcome.code = factory().create(host.raw(), call.raw(), desc().id, lent.str(), out);
  return outcome;
}

testing::Instance Subject::start(testing::TestHost& host) { return start(host, settings()); }

testing::Instance Subject::start(testing::TestHost& host, const std::string& settings) {
  fw_channel* channel = nullptr;
  const auto made = create(host, settings, &channel);
  demand(made.ok() && channel, "create() refuses the sample's settings: " + made.cause().message);
  testing::Instance instance(host, channel);
  const auto started = instance.start();
  demand(started.ok(), "start() refuses: " + started.cause().message);
  return instance;
}

bool Subject::serves(const char* capability) {
  auto memory = host();
  fw_channel* channel = nullptr;
  if (!create(*memory, settings(), &channel).ok() || !channel) return false;
  const bool served = channel->query(channel, capability) != nullptr;
  channel->destroy(channel);
  return served;
}

std::string Subject::stream() {
  const auto streams = manifest().streams;
  if (streams.empty()) throw Skipped("it has no stream");
  if (!has_conversation()) throw Skipped("there is no conversation (--conversation): what its remote answers");
  for (const auto& stream : streams) {
    auto memory = host();
    auto instance = start(*memory);
    const auto pulled = instance.pull(stream.name);
    if (pulled.ok() && !pulled.committed.empty()) return stream.name;
  }
  throw Skipped("the conversation brings no stream to a document");
}

testing::Pulled Subject::pull(testing::TestHost& host, std::string_view cursor) {
  const auto name = stream();
  auto instance = start(host);
  return instance.pull(name, cursor);
}

}  // namespace fairway::conformance
