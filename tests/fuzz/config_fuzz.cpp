// Broken and hostile configuration: whatever the bytes, the loader answers soon, with findings that point into the file.
#include <gmock/gmock.h>

#include <cstdlib>
#include <ctime>
#include <random>

#include "host/base/text.hpp"
#include "host/config/tree.hpp"
#include "tests/host/config/folder.hpp"

namespace fairway::config {
namespace {

// Of the processor, so that a busy machine fails nothing.
double seconds() { return static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

constexpr const char* kSeed = R"(account: acme
company: "Acme \u00e9"
extends: [base]
policies: [shopify-exclusivity]
stores:
  us-main: &store
    plugin: amazon
    enabled: true
    settings: { marketplace: US, seller-id: A1X, client-id: 'c''d', client-secret: "${env:S}", endpoint: "http://h:${env:P}/" }
    orders: { enabled: true, every: 30m, start: 2026-11-01, statuses: [unshipped, pending] }
    offers: { quantity: null, lead-time: none, fees: { fixed: "0.30", variable: 15% } }
  ca: *store
warehouses:
  main:
    plugin: wms-x12
    settings: { outbox: o, inbox: i, sender: S, receiver: R }
    carriers: [UPS, USPS]   # a comment
routing: { prefer: [main], split: false }
returns: { to: { name: A, country: NL } }
shipping:
  plugin: shipping-map
  settings:
    unmapped: hold
    rules:
      - { store: us-main, method: "Std US D2D Dom", service: UPS Ground }
      - method-matches: '^Exp'
        country: US
        service: |
          UPS 2nd
          Day
)";

int seeds() {
  const char* wanted = std::getenv("FAIRWAY_FUZZ_SEEDS");
  return wanted ? std::atoi(wanted) : 200;
}

// What a slip, a bad merge or malice puts into YAML.
const std::vector<std::string>& pieces() {
  static const std::vector<std::string> list{"\t",
                                             "\n",
                                             "\r",
                                             "\r\n",
                                             "  ",
                                             "    ",
                                             ": ",
                                             ":",
                                             "- ",
                                             "? ",
                                             "[",
                                             "]",
                                             "{",
                                             "}",
                                             ",",
                                             "\"",
                                             "'",
                                             "#",
                                             " #",
                                             "|\n",
                                             ">-\n",
                                             "&a ",
                                             "*a",
                                             "*store",
                                             "<<: *store\n",
                                             "!!str ",
                                             "!x ",
                                             "%YAML 1.2\n",
                                             "---\n",
                                             "...\n",
                                             "~",
                                             "null",
                                             "true",
                                             "yes",
                                             "010",
                                             "1e5",
                                             "${",
                                             "${env:S}",
                                             "${file:../../etc/passwd}",
                                             "${file:/dev/zero}",
                                             "$${",
                                             "\\",
                                             "\\d",
                                             "\xEF\xBB\xBF",
                                             "\xFF",
                                             "\xC3",
                                             std::string(1, '\0'),
                                             "é",
                                             "\xE2\x80\xA8",
                                             "\x7F",
                                             "\x01",
                                             "@",
                                             "`",
                                             "enabled: true\n",
                                             "enabled: false\n",
                                             "plugin: amazon\n",
                                             "account: b\n",
                                             "extends: [base, base]\n",
                                             "9999999999999999999",
                                             "-1",
                                             "99999999999999d"};
  return list;
}

std::string mutated(std::mt19937_64& random) {
  std::string text = kSeed;
  const auto below = [&](std::size_t n) { return n == 0 ? 0 : static_cast<std::size_t>(random() % n); };
  for (auto changes = 1 + below(6); changes > 0; --changes) {
    const auto at = below(text.size() + 1), other = below(text.size() + 1), length = below(40);
    switch (below(6)) {
      case 0: text.erase(at, length); break;
      case 1: text.insert(at, pieces()[below(pieces().size())]); break;
      case 2: text.insert(at, text.substr(other, length)); break;
      case 3:
        if (at < text.size()) text[at] = static_cast<char>(below(256));
        break;
      case 4: text.resize(at); break;
      default: text.insert(at, pieces()[below(pieces().size())] + pieces()[below(pieces().size())]); break;
    }
  }
  return text;
}

void expect_sound(const Findings& findings, const std::string& secret) {
  for (const auto& finding : findings) {
    const auto text = finding.text();
    EXPECT_TRUE(valid_utf8(text)) << text;
    EXPECT_EQ(text.find('\n'), std::string::npos) << text;
    EXPECT_EQ(text.find(secret), std::string::npos) << text;
    EXPECT_GE(finding.place.line, 1) << text;
    EXPECT_GE(finding.place.column, 1) << text;
    EXPECT_FALSE(finding.message.empty());
  }
}

TEST(ConfigFuzz, MutatedAccountsAreAnsweredSoonAndInPlace) {
  Folder folder;
  folder.set("S", "sekret-value").set("P", "80").write("templates/base.yaml", "privacy: { retain: 1d }\n");
  for (int seed = 0; seed < seeds(); ++seed) {
    SCOPED_TRACE(seed);
    std::mt19937_64 random(static_cast<std::uint64_t>(seed));
    folder.write("accounts/acme.yaml", mutated(random));
    const auto begin = seconds();
    const auto snapshot = folder.load();
    EXPECT_LT(seconds() - begin, 5);
    expect_sound(snapshot.findings, "sekret-value");
    // Sound or refused, with a reason: never neither, never both.
    EXPECT_EQ(snapshot.accounts.size() + snapshot.rejected.size(), 1u);
    EXPECT_EQ(has_errors(snapshot.findings), !snapshot.rejected.empty());
    if (testing::Test::HasFailure()) return;
  }
}

TEST(ConfigFuzz, MutatedHostFilesGiveDefaultsForTheRest) {
  for (int seed = 0; seed < seeds() / 3; ++seed) {
    SCOPED_TRACE(seed);
    std::mt19937_64 random(static_cast<std::uint64_t>(seed));
    Folder folder;
    folder.write("fairway.yaml", mutated(random));
    const auto read = load_host(folder.path());
    expect_sound(read.findings, "sekret-value");
    EXPECT_FALSE(read.host.listen.empty());
    if (testing::Test::HasFailure()) return;
  }
}

std::string repeated(const std::string& piece, std::size_t bytes = 1 << 20) {
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
  std::string stores = "account: a\nstores:\n",
              rules = "account: a\nshipping:\n  plugin: shipping-map\n  settings:\n    rules:\n";
  for (int i = 0; i < 1000; ++i) stores += "  s" + std::to_string(i) + ": { plugin: amazon }\n";
  rules += repeated("    - { store: x, servce: y }\n", 100'000);
  for (const auto& text : {stores, rules, "account: a\n" + [] {
                             std::string keys;
                             for (int i = 0; i < 20000; ++i) keys += "k" + std::to_string(i) + ": 1\n";
                             return keys;
                           }()}) {
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
