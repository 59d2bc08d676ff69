// The partner takes what we put; the copy in the archive is what says afterwards what was sent (WMS-2, WMS-3).
#include <gmock/gmock.h>

#include "support.hpp"

namespace {

using namespace drop_test;
using fairway::Call;
using fairway::drop::Entry;
using fairway::drop::Files;
using testing::ElementsAre;
using testing::IsEmpty;

TEST(DropCopy, LiesInTheArchiveOnceHoweverOftenTheFileIsPut) {
  Partner partner;
  auto drop = partner.open();
  drop.put(partner.call, "ord.csv", "a");
  fs::remove(partner.out() / "ord.csv");  // taken, and nobody here knows that it was put
  drop.put(partner.call, "ord.csv", "a");
  EXPECT_THAT(names_in(partner.in() / "archive"), ElementsAre("ord.csv"));
  EXPECT_EQ(read(partner.in() / "archive/ord.csv"), "a");
}

TEST(DropCopy, ReplacesNothingAndWhatIsRefusedLeavesNone) {
  Partner partner;
  auto drop = partner.open();
  fs::create_directories(partner.in() / "archive");
  write(partner.in() / "archive/ord.csv", "of another account");
  drop.put(partner.call, "ord.csv", "a");
  EXPECT_EQ(code_of([&] { drop.put(partner.call, "ord.csv", "b"); }), FW_E_REJECTED);
  EXPECT_THAT(names_in(partner.in() / "archive"), ElementsAre("ord.csv", "ord.csv.2"));
  EXPECT_EQ(read(partner.in() / "archive/ord.csv"), "of another account");
  EXPECT_EQ(read(partner.in() / "archive/ord.csv.2"), "a");
}

// A copy that cannot be kept is a file that is not sent: else nobody could say afterwards what was.
TEST(DropCopy, WithoutItNothingIsSent) {
  Partner partner;
  auto drop = partner.open();
  write(partner.in() / "archive", "in the way");
  EXPECT_EQ(code_of([&] { drop.put(partner.call, "ord.csv", "a"); }), FW_E_CONFIG);
  EXPECT_THAT(names_in(partner.out()), IsEmpty());
}

// This machine's, until the process ends: after so many steps, the last of which may be half a file.
class MortalFiles final : public Files {
 public:
  MortalFiles(int steps, bool half) : left_(steps), half_(half) {}
  bool ours() const noexcept override { return true; }
  std::vector<Entry> list(const Call& call, const std::string& folder) override {
    return step(), files_->list(call, folder);
  }
  std::optional<Entry> find(const Call& call, const std::string& path) override { return step(), files_->find(call, path); }
  std::string read(const Call& call, const std::string& path, std::uint64_t most) override {
    return step(), files_->read(call, path, most);
  }
  std::optional<std::string> head(const Call& call, const std::string& path, std::uint64_t most) override {
    return step(), files_->head(call, path, most);
  }
  void write(const Call& call, const std::string& path, std::string_view bytes) override {
    if (half_ && left_ == 0) files_->write(call, path, bytes.substr(0, bytes.size() / 2));
    step(), files_->write(call, path, bytes);
  }
  bool move(const Call& call, const std::string& from, const std::string& to) override {
    return step(), files_->move(call, from, to);
  }
  bool remove(const Call& call, const std::string& path) override { return step(), files_->remove(call, path); }
  void make_folder(const Call& call, const std::string& path) override { step(), files_->make_folder(call, path); }

 private:
  void step() {
    if (left_-- <= 0) throw fairway::Error::unavailable("the process has ended");
  }
  std::unique_ptr<Files> files_ = fairway::drop::local_files();
  int left_;
  bool half_;
};

// Wherever it ends, nothing is in the outbox without its copy, and the next life makes one of each.
TEST(DropCopy, ACrashBetweenItAndTheFileLosesNeither) {
  for (const bool half : {false, true}) {
    bool died = true;
    int at = 0;
    for (; died; ++at) {
      Partner partner;
      partner.files = std::make_shared<MortalFiles>(at, half);
      died = code_of([&] { partner.open().put(partner.call, "ord.csv", "order"); }) != FW_OK;
      if (fs::exists(partner.out() / "ord.csv")) { EXPECT_EQ(read(partner.in() / "archive/ord.csv"), "order") << at; }
      partner.files = fairway::drop::local_files();
      partner.open().put(partner.call, "ord.csv", "order");
      for (const auto& folder : {partner.out(), partner.in() / "archive"}) {
        EXPECT_THAT(names_in(folder), ElementsAre("ord.csv")) << at << folder;
        EXPECT_EQ(read(folder / "ord.csv"), "order") << at << folder;
      }
    }
    EXPECT_GT(at, 8) << "else it did not end everywhere";
  }
}

}  // namespace
