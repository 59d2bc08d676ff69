// Pages that lead through something are walked through: their files are written, their commands are run, and what they say
// one sees is seen. Blocks of a page:
//   ```yaml accounts/acme.yaml   a file, named in the words before it too, since a rendered page shows nothing of this line
//   ```sh                        commands in order; one that ends with & stays until `kill %N`, `# ends 1` is its exit code
//   ```text                      lines that the command before printed, somewhere
#include <csignal>
#include <fstream>
#include <regex>

#include <Poco/Net/ServerSocket.h>

#include <gtest/gtest.h>

#include "tests/support/world.hpp"

namespace fairway::testing {
namespace {

std::string read_page(const std::filesystem::path& file) {
  std::ifstream in(file);
  return {std::istreambuf_iterator<char>(in), {}};
}

struct Block {
  std::string kind, name, text, before;
  int line = 0;
};

std::vector<Block> blocks_of(const std::string& page) {
  std::vector<Block> all;
  std::istringstream lines(page);
  std::string line, words;
  bool inside = false;
  for (int number = 1; std::getline(lines, line); ++number) {
    if (line.starts_with("```")) {
      inside = !inside;
      if (!inside) continue;
      std::istringstream info(line.substr(3));
      Block block;
      info >> block.kind >> block.name;
      block.line = number;
      block.before = std::exchange(words, {});
      all.push_back(block);
    } else if (inside) {
      all.back().text += line + "\n";
    } else {
      words += line + "\n";
    }
  }
  return all;
}

class Walk : public ::testing::TestWithParam<const char*> {
 protected:
  Walk() {
    std::string name = (std::filesystem::temp_directory_path() / "fairway-walk-XXXXXX").string();
    folder_ = mkdtemp(name.data());
    std::filesystem::create_symlink(FAIRWAY_BINARY, folder_ / "fairway");
    for (const auto* fixed : {"9301", "4011", "8481"}) ports_[fixed] = std::to_string(free_port());
  }
  ~Walk() override {
    background_.clear();
    if (!HasFailure()) std::filesystem::remove_all(folder_);
  }
  static int free_port() {
    Poco::Net::ServerSocket socket(Poco::Net::SocketAddress("127.0.0.1", 0));
    return socket.address().port();
  }
  std::string here(std::string text) const {
    for (const auto& [fixed, port] : ports_)
      text = std::regex_replace(text, std::regex("127\\.0\\.0\\.1:" + fixed), "127.0.0.1:" + port);
    return text;
  }
  std::string shell(const std::string& command) const {
    return fmt::format("cd '{0}' && export PATH='{0}':\"$PATH\" && {1}", folder_.string(), here(command));
  }
  // What a page starts it ends, well.
  void end(std::size_t number, int at) {
    ASSERT_TRUE(number >= 1 && number <= background_.size()) << "line " << at << ": no such job";
    auto& job = *background_[number - 1];
    job.signal(SIGTERM);
    EXPECT_EQ(job.wait(std::chrono::seconds(30)), 0) << "line " << at << "\n" << read_page(folder_ / "background.log");
  }
  void command(const std::string& line, int at) {
    if (line.starts_with("kill %")) return end(std::stoul(line.substr(6)), at);
    if (line.ends_with("&")) {
      const auto all = "exec " + line.substr(0, line.size() - 1);
      background_.push_back(
          std::make_unique<Process>("/bin/bash", std::vector<std::string>{"-c", shell(all)}, folder_ / "background.log"));
      return;
    }
    std::smatch ends;
    const int wanted = std::regex_search(line, ends, std::regex("# ends ([0-9]+)$")) ? std::stoi(ends[1]) : 0;
    const auto ran = run("/bin/bash", {"-c", shell(line)});
    said_ = ran.out;
    ASSERT_EQ(ran.exit, wanted) << "line " << at << ": " << line << "\n" << ran.out << read_page(folder_ / "background.log");
  }
  void commands(const Block& block) {
    std::istringstream lines(block.text);
    std::string line, whole;
    for (int at = block.line + 1; std::getline(lines, line); ++at) {
      whole += line;
      if (line.ends_with("\\")) {
        whole.pop_back();
        continue;
      }
      if (!whole.empty() && !whole.starts_with("#")) command(whole, at);
      if (HasFatalFailure()) return;
      whole.clear();
    }
  }
  void seen(const Block& block) {
    std::istringstream lines(here(block.text));
    std::string line;
    while (std::getline(lines, line)) {
      if (line.empty() || line == "…") continue;
      EXPECT_NE(said_.find(line), std::string::npos) << "line " << block.line << " promises \"" << line << "\", seen was:\n"
                                                     << said_;
    }
  }

  std::filesystem::path folder_;
  std::map<std::string, std::string> ports_;  // of the page -> free ones
  std::vector<std::unique_ptr<Process>> background_;
  std::string said_;
};

// HST-1, HST-2
TEST_P(Walk, DoesWhatItSays) {
  const auto blocks = blocks_of(read_page(std::filesystem::path(FAIRWAY_DOCS) / GetParam()));
  ASSERT_GT(blocks.size(), 3u);
  for (const auto& block : blocks) {
    if (block.kind == "sh") commands(block);
    else if (block.kind == "text") seen(block);
    else if (!block.name.empty()) write_file(folder_ / block.name, here(block.text));
    EXPECT_NE(block.before.find(block.name), std::string::npos) << "line " << block.line << ": " << block.name;
    if (HasFatalFailure()) return;
  }
  for (const auto& job : background_) EXPECT_FALSE(job->running()) << "the page leaves something running";
}
INSTANTIATE_TEST_SUITE_P(Pages, Walk,
                         ::testing::Values("warehouses/first-account.md", "operators/first-host.md",
                                           "operators/completeness.md", "operators/orders.md", "operators/privacy.md",
                                           "operators/shipments.md", "warehouses/files.md", "integrators/own-shop.md"));

}  // namespace
}  // namespace fairway::testing
