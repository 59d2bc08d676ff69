// Broken and hostile configuration: whatever the bytes, the loader answers soon, with findings that point into the file.
// The same promises that libFuzzer tries to break, held against the kept corpus, what comes of it by seeds, and sheer size.
#include <gmock/gmock.h>

#include <cstdlib>
#include <ctime>
#include <random>

#include "host/base/text.hpp"
#include "host/config/tree.hpp"
#include "tests/fuzz/config_input.hpp"

namespace fairway::config {
namespace {

namespace fs = std::filesystem;

// Of the processor, so that a busy machine fails nothing.
double seconds() { return static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

std::string bytes_of(const fs::path& path) {
  auto bytes = read_whole(path, 1 << 20);
  EXPECT_TRUE(bytes) << path;
  return bytes.value_or("");
}

// Name -> bytes of the corpus' files of these kinds: "broken", "sound", "limits".
std::map<std::string, std::string> corpus(std::initializer_list<const char*> kinds) {
  std::map<std::string, std::string> out;
  for (const auto* kind : kinds)
    for (const auto& entry : fs::directory_iterator(fs::path(FAIRWAY_FUZZ_FOLDER) / "corpus/config" / kind))
      out[fmt::format("{}/{}", kind, entry.path().filename().string())] = bytes_of(entry.path());
  EXPECT_GT(out.size(), 10u);
  return out;
}

// One line of a dictionary as libFuzzer reads it: "a\x0A" with quotes; nothing for a comment.
std::string piece_in(std::string_view line) {
  std::string out;
  if (!line.starts_with('"')) return out;
  for (std::size_t i = 1; i + 1 < line.size(); ++i) {
    if (line[i] != '\\') out += line[i];
    else if (line[++i] != 'x') out += line[i];
    else out += static_cast<char>(std::stoi(std::string(line.substr(i + 1, 2)), nullptr, 16)), i += 2;
  }
  return out;
}

std::vector<std::string> pieces() {
  std::vector<std::string> out;
  for (const auto& line : split(bytes_of(fs::path(FAIRWAY_FUZZ_FOLDER) / "config.dict"), '\n'))
    if (auto piece = piece_in(line); !piece.empty()) out.push_back(std::move(piece));
  EXPECT_GT(out.size(), 50u);
  return out;
}

void expect_promises(const Answer& answer) { EXPECT_THAT(answer.broken, testing::IsEmpty()); }

TEST(ConfigFuzz, EveryBrokenFileOfTheCorpusIsRefusedInItsPlace) {  // HST-1
  Inputs inputs;
  for (const auto& [name, bytes] : corpus({"broken", "limits"})) {
    SCOPED_TRACE(name);
    const auto begin = seconds();
    const auto answer = inputs.ask(bytes);
    EXPECT_LT(seconds() - begin, 5);
    expect_promises(answer);
    EXPECT_TRUE(answer.refused);
  }
}

TEST(ConfigFuzz, EverySoundFileOfTheCorpusIsAnAccount) {
  Inputs inputs;
  for (const auto& [name, bytes] : corpus({"sound"})) {
    SCOPED_TRACE(name);
    const auto answer = inputs.ask(bytes);
    expect_promises(answer);
    EXPECT_FALSE(answer.refused);
    EXPECT_EQ(answer.accounts, 1u);
  }
}

std::string mutated(std::string text, const std::vector<std::string>& pieces, std::mt19937_64& random) {
  const auto below = [&](std::size_t n) { return n == 0 ? 0 : static_cast<std::size_t>(random() % n); };
  for (auto changes = 1 + below(6); changes > 0; --changes) {
    const auto at = below(text.size() + 1), other = below(text.size() + 1), length = below(40);
    switch (below(6)) {
      case 0: text.erase(at, length); break;
      case 1: text.insert(at, pieces[below(pieces.size())]); break;
      case 2: text.insert(at, text.substr(other, length)); break;
      case 3:
        if (at < text.size()) text[at] = static_cast<char>(below(256));
        break;
      case 4: text.resize(at); break;
      default: text.insert(at, pieces[below(pieces.size())] + pieces[below(pieces.size())]); break;
    }
  }
  return text;
}

// Without libFuzzer's eyes, and so everywhere: the same seed is the same input.
TEST(ConfigFuzz, WhatComesOfSoundFilesBySeedsIsAnsweredSoon) {
  const char* wanted = std::getenv("FAIRWAY_FUZZ_SEEDS");
  const int seeds = wanted ? std::atoi(wanted) : 300;
  const auto all = pieces();
  std::vector<std::string> sound;
  for (const auto& [name, bytes] : corpus({"sound"})) sound.push_back(bytes);
  Inputs inputs;
  for (int seed = 0; seed < seeds; ++seed) {
    SCOPED_TRACE(seed);
    std::mt19937_64 random(static_cast<std::uint64_t>(seed));
    const auto& from = sound[random() % sound.size()];
    const auto input = mutated(from, all, random);
    const auto begin = seconds();
    expect_promises(inputs.ask(input));
    EXPECT_LT(seconds() - begin, 5);
    if (testing::Test::HasFailure()) return;
  }
}

std::string repeated(const std::string& piece, std::size_t bytes) {
  std::string out;
  while (out.size() + piece.size() <= bytes) out += piece;
  return out;
}

// One piece over and over: what is quadratic shows here. A long run goes to the largest file that is read.
TEST(ConfigFuzz, OnePieceOverAndOverEndsSoon) {
  const std::size_t bytes = std::getenv("FAIRWAY_FUZZ_SEEDS") ? 1'000'000 : 50'000;
  auto inputs = pieces();
  for (const char* piece :
       {"a: b\n", "- x\n", "[a\n,", "\"a\": ", "'a' ", "a,", "x ", "&a [", "- - ", "a: [", "a: {b: ", "k: |\n x\n"})
    inputs.emplace_back(piece);
  for (const auto& piece : inputs)
    for (const auto& before : {"", "a: [", "a: {", "a: \"", "a: "}) {
      const auto text = before + repeated(piece, bytes);
      const auto begin = seconds();
      const auto parsed = parse_yaml(text, "a.yaml");
      EXPECT_LT(seconds() - begin, 10) << "of " << printable(piece) << " after " << before;
      EXPECT_TRUE(parsed.root || has_errors(parsed.findings));
    }
}

// A file as large as may be whose stores, rules or keys are many.
TEST(ConfigFuzz, ManyOfEverythingEndsSoon) {
  std::string stores = "account: a\nstores:\n", keys = "account: a\n";
  for (int i = 0; i < 1000; ++i) stores += "  s" + std::to_string(i) + ": { plugin: amazon }\n";
  for (int i = 0; i < 20000; ++i) keys += "k" + std::to_string(i) + ": 1\n";
  const auto rules = "account: a\nshipping:\n  plugin: shipping-map\n  settings:\n    rules:\n" +
                     repeated("    - { store: x, servce: y }\n", 100'000);
  for (const auto& text : {stores, rules, keys}) {
    Folder folder;
    folder.write("accounts/a.yaml", text);
    const auto begin = seconds();
    const auto snapshot = folder.load();
    EXPECT_LT(seconds() - begin, 20);
    EXPECT_LE(snapshot.findings.size(), 600u);
    EXPECT_TRUE(snapshot.rejected.contains("a"));
  }
}

}  // namespace
}  // namespace fairway::config
