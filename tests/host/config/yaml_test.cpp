// What the YAML layer refuses, and in which words: each case once fooled or exhausted a reader.
#include <gmock/gmock.h>

#include "host/config/tree.hpp"
#include "tests/host/config/folder.hpp"

namespace fairway::config {
namespace {

struct BadYaml {
  const char* name;
  std::string text;
  std::string expected;  // the first finding
};

void PrintTo(const BadYaml& one, std::ostream* out) { *out << one.name; }

std::string nested(int depth) {
  return "a: " + std::string(static_cast<std::size_t>(depth), '[') + std::string(static_cast<std::size_t>(depth), ']') +
         "\n";
}

std::string bomb() {
  std::string out = "a: &a [x, x, x, x, x, x, x, x, x]\n";
  for (char c = 'b'; c <= 'i'; ++c) {
    const std::string last = "*" + std::string(1, static_cast<char>(c - 1));
    out += std::string(1, c) + ": &" + c + " [" + last;
    for (int i = 0; i < 8; ++i) out += ", " + last;
    out += "]\n";
  }
  return out;
}

class Refused : public testing::TestWithParam<BadYaml> {};

TEST_P(Refused, WithPlaceAndAdvice) {  // HST-1
  const auto parsed = parse_yaml(GetParam().text, "a.yaml");
  ASSERT_FALSE(parsed.findings.empty());
  EXPECT_EQ(parsed.findings.front().text(), GetParam().expected);
}

INSTANTIATE_TEST_SUITE_P(
    Yaml, Refused,
    testing::Values(
        BadYaml{"duplicate", "a: 1\nb:\n  c: 1\n  d: 2\n  c: 3\n",
                "a.yaml:5:3: error: b.c: the key stands twice, first at a.yaml:3:3"},
        BadYaml{"bare_reference", "a: { b: 1, c: ${env:X} }\n",
                "a.yaml:1:15: error: inside { } and [ ] put quotes around values with ${…}: \"${env:NAME}\""},
        BadYaml{"bare_reference_in_list", "a: [ ${env:X} ]\n",
                "a.yaml:1:6: error: inside { } and [ ] put quotes around values with ${…}: \"${env:NAME}\""},
        BadYaml{"pattern_in_flow", "rules:\n  - { method-matches: ^[A-Z]+$, service: x }\n",
                "a.yaml:2:24: error: this { } does not end here as it should; inside it put patterns in single quotes, and "
                "quotes around values with ${…}"},
        BadYaml{
            "escape", "a: \"^\\d+$\"\n",
            "a.yaml:1:6: error: inside double quotes a backslash begins an escape; put patterns in single quotes: '^\\d+$'"},
        BadYaml{"tab", "a:\n\tb: 1\n", "a.yaml:2:1: error: a tab cannot indent in YAML; use spaces"},
        BadYaml{"second_document", "a: 1\n---\nb: 2\n",
                "a.yaml:2:1: error: a second document, or something after the first; one file holds one document"},
        BadYaml{"rubbish", "a: 1\n]\n", "a.yaml:2:1: error: a ] or } whose beginning is not there"},
        BadYaml{"nul", std::string("a: 1\nb: x\0y\n", 12), "a.yaml:2:5: error: a NUL byte; the file must be text in UTF-8"},
        BadYaml{"latin1", "a: 1\nb: caf\xE9\n", "a.yaml:2:7: error: not UTF-8"},
        BadYaml{"utf16",
                std::string("\xFF\xFE"
                            "a\0:\0",
                            6),
                "a.yaml:1:4: error: a NUL byte; the file must be text in UTF-8"},
        BadYaml{"deep", nested(65), "a.yaml:1:67: error: nested deeper than 64 levels"},
        BadYaml{"very_deep", nested(5000), "a.yaml:1:67: error: nested deeper than 64 levels"},
        BadYaml{"bomb", bomb(), "a.yaml:6:8: error: more than 200000 values, aliases counted as what they stand for"},
        BadYaml{"self", "a: &a [ *a ]\n", "a.yaml:1:9: error: this alias stands inside what it refers to"},
        BadYaml{"unknown_alias", "a: *b\n", "a.yaml:1:4: error: not YAML: this alias refers to nothing above it"},
        BadYaml{"merge_key", "a: &a { x: 1 }\nb:\n  <<: *a\n",
                "a.yaml:3:3: error: merge keys (<<) are not known here; use extends and a template"},
        BadYaml{"tag", "a: !!binary aGk=\n", "a.yaml:1:4: error: tags (!…) are not known here"},
        BadYaml{"key_list", "[a]: b\n",
                "a.yaml:1:1: error: a key must be text, found a list or a map; quote values that begin with { or ["},
        BadYaml{"key_null", "~: b\n", "a.yaml:1:1: error: a key must be text, found nothing"},
        BadYaml{"braces_as_value", "url: {{host}}\n",
                "a.yaml:1:7: error: a key must be text, found a list or a map; quote values that begin with { or ["},
        BadYaml{"scalar", "just text\n", "a.yaml:1:1: error: the file must be a map of keys and values"},
        BadYaml{"list", "- a\n", "a.yaml:1:1: error: the file must be a map of keys and values"},
        BadYaml{"unclosed", "a: \"b\n", "a.yaml:1:4: error: a quote without its end"},
        BadYaml{"unclosed_in_list", "a: [x, 'b]\nc: d\n", "a.yaml:1:8: error: a quote without its end"},
        BadYaml{"colon", "a: b: c\n",
                "a.yaml:1:5: error: not YAML: a second \": \" in one line; put quotes around the value"},
        BadYaml{
            "indent", "a:\n  b: 1\n c: 2\n",
            "a.yaml:3:2: error: not YAML: the indent of this line fits no line above it, or a quote above is not closed"},
        BadYaml{
            "unclosed_above", "a: \"b\nc: \"d\"\n",
            "a.yaml:2:5: error: not YAML: the indent of this line fits no line above it, or a quote above is not closed"}),
    [](const auto& one) { return one.param.name; });

TEST(Yaml, KeepsPlacesInCharactersAndStyle) {
  const auto parsed = parse_yaml(
      "\xEF\xBB\xBF"
      "é: { ü: \"00123\", b: NO }\r\nempty:\nnext: ~\n",
      "a.yaml");
  ASSERT_TRUE(parsed.root && parsed.findings.empty());
  const auto* quoted = node_at(*parsed.root, {"é", "ü"});
  const auto* plain = node_at(*parsed.root, {"é", "b"});
  ASSERT_TRUE(quoted && plain);
  EXPECT_EQ(quoted->mark.place().text(), "a.yaml:1:9");  // characters, not bytes
  EXPECT_EQ(plain->mark.place().text(), "a.yaml:1:21");
  EXPECT_FALSE(quoted->plain);
  EXPECT_TRUE(plain->plain);
  // What is left empty stands at its key, not at whatever follows.
  EXPECT_EQ(parsed.root->find("empty")->mark.place().text(), "a.yaml:2:1");
  EXPECT_FALSE(parsed.root->find("empty")->written);
  EXPECT_TRUE(parsed.root->find("next")->written);
}

TEST(Yaml, AliasesStandForWhatTheyName) {
  const auto parsed = parse_yaml("a: &x { b: [1, 2] }\nc: *x\n", "a.yaml");
  ASSERT_TRUE(parsed.root && parsed.findings.empty());
  EXPECT_EQ(node_at(*parsed.root, {"c", "b"})->items.size(), 2u);
}

TEST(Yaml, TooLargeIsRefusedUnread) {
  const auto parsed = parse_yaml(std::string((1 << 20) + 1, '#'), "a.yaml");
  EXPECT_THAT(lines(parsed.findings),
              testing::ElementsAre("a.yaml:1:1: error: the file has 1048577 bytes, allowed are 1048576"));
}

TEST(Yaml, AnEmptyFileIsAnEmptyMap) {
  for (const char* text : {"", "\n", "# nothing\n", "---\n", "{}\n"}) {
    const auto parsed = parse_yaml(text, "a.yaml");
    EXPECT_TRUE(parsed.root && parsed.root->is_map() && parsed.findings.empty()) << text;
  }
}

}  // namespace
}  // namespace fairway::config
