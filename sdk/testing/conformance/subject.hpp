// The plugin under test, in the process of one test, and what a test does with it.
#pragma once
#include <memory>
#include <stdexcept>
#include <string>

#include "conformance.hpp"
#include "fairway/testing.hpp"
#include "fairway/testing/conversation.hpp"

namespace fairway::conformance {

// How a test ends before its end.
struct Convicted : std::runtime_error {
  using std::runtime_error::runtime_error;
};
struct Skipped : std::runtime_error {
  using std::runtime_error::runtime_error;
};
inline void demand(bool holds, const std::string& seen) {
  if (!holds) throw Convicted(seen);
}

// Pages that are taken away when they are let go: who kept a pointer into them crashes.
class Lent {
 public:
  explicit Lent(std::string_view text);
  ~Lent() { take_back(); }
  Lent(const Lent&) = delete;
  Lent& operator=(const Lent&) = delete;
  fw_str str() const noexcept { return {static_cast<const char*>(at_), size_}; }
  void take_back() noexcept;

 private:
  void* at_ = nullptr;
  std::size_t size_ = 0, mapped_ = 0;
};

class Subject {
 public:
  explicit Subject(const Options& options) : options_(options) {}

  const Options& options() const noexcept { return options_; }
  // Loads, opens and describes; each once. Convict where that fails.
  const fw_entry_t& entry();
  const fw_entry_t& opened();
  const fw_channel_factory& factory();
  const fw_channel_desc& desc();
  Manifest manifest();

  // The sample's settings as the host hands them over, secrets as their names. Skipped where there is no sample.
  const std::string& settings();
  bool has_settings();
  const std::vector<testing::Exchange>& conversation();
  bool has_conversation() { return !conversation().empty(); }

  // A host that knows the sample's secrets and, where there is one, the conversation.
  std::unique_ptr<testing::TestHost> host();
  // A channel with these settings, created and started; convicts where that fails.
  testing::Instance start(testing::TestHost& host);
  testing::Instance start(testing::TestHost& host, const std::string& settings);
  testing::Outcome create(testing::TestHost& host, const std::string& settings, fw_channel** out);
  testing::Outcome validate(const std::string& settings);

  bool serves(const char* capability);  // skipped tests ask this
  std::string stream();                 // the first stream of the manifest that the conversation speaks of; skipped: none
  // Of the first stream, driven by the conversation.
  testing::Pulled pull(testing::TestHost& host, std::string_view cursor = {});

 private:
  const Options& options_;
  const fw_entry_t* entry_ = nullptr;
  bool open_ = false;
  const fw_channel_factory* factory_ = nullptr;
  const fw_channel_desc* desc_ = nullptr;
  std::string settings_;
  bool read_settings_ = false;
  std::vector<testing::Exchange> conversation_;
  bool read_conversation_ = false;
};

struct Test {
  const char* id;
  Level level;
  const char* demands;
  const char* advice;
  void (*run)(Subject&);
};
const std::vector<Test>& tests();

// Each room of tests adds its own.
void add_file_tests(std::vector<Test>& to);
void add_settings_tests(std::vector<Test>& to);
void add_life_tests(std::vector<Test>& to);
void add_pull_tests(std::vector<Test>& to);
void add_push_tests(std::vector<Test>& to);
void add_care_tests(std::vector<Test>& to);

// Of this process.
std::size_t open_descriptors();
std::size_t threads();
std::size_t bytes_in_use();  // of the heap; 0: not known

}  // namespace fairway::conformance
