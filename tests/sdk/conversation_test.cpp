// SDK-7: what a remote said, kept in a file and played again.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "fairway/testing.hpp"
#include "fairway/testing/conversation.hpp"

namespace fairway::testing {
namespace {

Exchange said(std::string method, std::string url, std::string body, std::string answer) {
  return {{std::move(method), std::move(url), std::move(body)}, SaidResponse{200, {}, std::move(answer)}};
}

std::string answer_to(Conversation& talk, std::string_view method, std::string_view url, std::string_view body = {}) {
  const auto* exchange = talk.next(method, url, body);
  return exchange ? exchange->response->body : "nothing";
}

TEST(Conversations, EachAnswerIsGivenInTurnAndTheLastOneAgain) {
  Conversation talk({said("GET", "/a", "", "1"), said("GET", "/b", "", "other"), said("GET", "/a", "", "2")});
  EXPECT_EQ(answer_to(talk, "GET", "/a"), "1");
  EXPECT_EQ(answer_to(talk, "GET", "/a"), "2");
  EXPECT_EQ(answer_to(talk, "GET", "/a"), "2");
  EXPECT_EQ(answer_to(talk, "GET", "/b"), "other");
  EXPECT_EQ(answer_to(talk, "POST", "/a"), "nothing");
  EXPECT_EQ(answer_to(talk, "GET", "/c"), "nothing");
}

TEST(Conversations, ABodyThatWasSaidDecidesAndOneThatHoldsATimeDoesNotHinder) {
  Conversation talk({said("POST", "/q", "one", "1"), said("POST", "/q", "two", "2")});
  EXPECT_EQ(answer_to(talk, "POST", "/q", "two"), "2");
  EXPECT_EQ(answer_to(talk, "POST", "/q", "at 12:00"), "1");
}

TEST(Conversations, WhatIsWrittenIsRead) {
  const std::vector<Exchange> talk{said("GET", "https://a.example/?q={{secret:k}}", "", "a\"\n\xC3\xA9"),
                                   {{"GET", "/", ""}, {}}};
  std::string text = "# made up\n\n";
  for (const auto& one : talk) text += to_json(one) + "\n";
  const auto read = read_conversation(text);
  ASSERT_EQ(read.size(), 2u);
  EXPECT_EQ(read[0].request.url, talk[0].request.url);
  EXPECT_EQ(read[0].response->body, talk[0].response->body);
  EXPECT_FALSE(read[1].response);
}

TEST(Conversations, BytesThatAreNoTextComeBack) {
  const auto read = read_conversation(
      R"({"request": {"method": "GET", "url": "/"}, "response": {"status": 200, "body": "/wA=", "encoding": "base64"}})");
  EXPECT_EQ(read[0].response->bytes(), std::string("\xFF\0", 2));
}

TEST(Conversations, ALineThatIsNoneIsNamed) {
  try {
    (void)read_conversation("# made up\n{\"request\": {}}\n{\"request\": [");
    FAIL() << "it was read";
  } catch (const JsonError& error) { EXPECT_THAT(error.message, ::testing::StartsWith("line 3: ")); }
}

TEST(Conversations, APluginsTestIsAnsweredFromIt) {
  TestHost memory;
  replay(memory.http, {said("GET", "https://a.example/", "", "hello"), {{"GET", "https://a.example/cut", ""}, {}}});
  EXPECT_EQ(memory.http.answer({"GET", "https://a.example/"})->response.body, "hello");
  EXPECT_FALSE(memory.http.answer({"GET", "https://a.example/cut"}));
}

}  // namespace
}  // namespace fairway::testing
