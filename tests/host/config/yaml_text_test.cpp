// What is written for a person to paste is read as the same text again.
#include <gtest/gtest.h>

#include "host/config/references.hpp"
#include "host/config/tree.hpp"
#include "host/config/yaml_text.hpp"

namespace fairway::config {
namespace {

const std::vector<std::string> kTexts{"UPS Ground", "Std US D2D Dom",
                                      "it's",       "a: b",
                                      "a #b",       "{x}",
                                      "[x]",        "- x",
                                      "\"quoted\"", "back\\slash",
                                      "C:\\x\\",    "null",
                                      "Yes",        "off",
                                      "~",          "010",
                                      "1e5",        "2026-11-01",
                                      " leading",   "trailing ",
                                      "",           "*x",
                                      "&x",         "!x",
                                      "%x",         "@x",
                                      "`x`",        "a,b",
                                      "a: ",        "line\nline",
                                      "tab\there",  "Überraschung – 24 h",
                                      "express 🚚",  "'",
                                      "''",         "\"",
                                      "\\",         "??? ",
                                      "?",          ":",
                                      "#",          "a\x7f",
                                      "\x01",       "x:y",
                                      "=",          "<<"};

// SHP-1, HST-1: in a block and between braces.
TEST(YamlText, IsReadAsItWas) {
  for (const auto& text : kTexts)
    for (const auto& written : {yaml_text(text), yaml_quoted(text)}) {
      const auto parsed = parse_yaml("block: " + written + "  # said\nflow: [{ a: " + written + ", b: c }]\n", "a.yaml");
      ASSERT_TRUE(parsed.root && parsed.findings.empty()) << written;
      EXPECT_EQ(parsed.root->find("block")->text, text) << written;
      EXPECT_FALSE(parsed.root->find("block")->is_null()) << written;
      EXPECT_EQ(parsed.root->find("flow")->items.at(0).find("a")->text, text) << written;
    }
}

TEST(YamlText, ASafeTextStandsWithoutQuotes) {
  EXPECT_EQ(yaml_text("UPS 2nd Day Air"), "UPS 2nd Day Air");
  EXPECT_EQ(yaml_text("null"), "\"null\"");
}

// HST-1: a text from a channel reaches into no secret.
TEST(YamlText, AReferenceInForeignTextIsOnlyText) {
  const References references("/", [](const std::string&) { return std::optional<std::string>("made-up-secret"); });
  for (const std::string text : {"${env:X}", "a ${env:X} b", "$${env:X}", "$", "${", "$$${sealed:a}", "{}"}) {
    const auto resolved = references.resolve(unreferenced(text));
    EXPECT_EQ(resolved.text, text);
    EXPECT_FALSE(resolved.referenced) << text;
  }
}

}  // namespace
}  // namespace fairway::config
