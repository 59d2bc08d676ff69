#include "host/plugins/worker/tape.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>

#include "host/base/text.hpp"

namespace fairway::plugins {
namespace {

// OAuth's names, and those of Amazon and Shopify for what lets somebody in.
constexpr std::array<std::string_view, 7> kTokenMembers{"access_token",        "refresh_token", "id_token",    "accessToken",
                                                        "restrictedDataToken", "refreshToken",  "sessionToken"};
constexpr std::array<std::string_view, 3> kUnwritten{"set-cookie", "authorization", "www-authenticate"};

Result<std::vector<testing::Exchange>> read_file(const std::string& file) {
  std::ifstream in(file, std::ios::binary);
  std::string text(std::istreambuf_iterator<char>(in), {});
  if (!in) return fail(FW_E_CONFIG, fmt::format("{} cannot be read", file));
  try {
    return testing::read_conversation(text);
  } catch (const JsonError& error) {
    return fail(FW_E_CONFIG, fmt::format("{} is no conversation: {}", file, error.message));
  }
}

void blank_member(std::string& json, std::string_view name) {
  const std::string quoted = '"' + std::string(name) + '"';
  for (auto at = json.find(quoted); at != std::string::npos; at = json.find(quoted, at + 1)) {
    const auto colon = json.find_first_not_of(" \t\r\n", at + quoted.size());
    if (colon == std::string::npos || json[colon] != ':') continue;
    const auto begin = json.find_first_not_of(" \t\r\n", colon + 1);
    if (begin == std::string::npos || json[begin] != '"') continue;
    auto end = begin + 1;
    while (end < json.size() && json[end] != '"') end += json[end] == '\\' ? 2 : 1;
    json.replace(begin, std::min(end + 1, json.size()) - begin, "\"recorded\"");
  }
}

void clean(testing::SaidRequest& asked, const Masker& masker) {
  asked.url = masker.mask(asked.url);
  asked.body = masker.mask(without_tokens(std::move(asked.body)));
  if (!valid_utf8(asked.body)) asked.body = fmt::format("({} bytes that are no text)", asked.body.size());
}

void clean(testing::SaidResponse& answer, const Masker& masker) {
  for (const auto name : kUnwritten) answer.headers.erase(std::string(name));
  for (auto& header : answer.headers) header.second = masker.mask(header.second);
  answer.body = masker.mask(without_tokens(std::move(answer.body)));
  if (!valid_utf8(answer.body)) answer.body = to_base64(answer.body), answer.encoding = "base64";
}

}  // namespace

std::string without_tokens(std::string json) {
  for (const auto name : kTokenMembers) blank_member(json, name);
  return json;
}

Status Tape::open(const std::string& record, const std::string& replay) {
  if (!replay.empty()) {
    auto exchanges = read_file(replay);
    if (!exchanges) return fail(std::move(exchanges.error()));
    conversation_ = testing::Conversation(std::move(*exchanges));
    plays_ = true;
  }
  if (record.empty()) return {};
  const int fd = ::open(record.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  if (fd < 0) return fail(FW_E_CONFIG, fmt::format("{} cannot be written: {}", record, std::strerror(errno)));
  record_.reset(::fdopen(fd, "a"));
  return {};
}

Result<testing::SaidResponse> Tape::play(const testing::SaidRequest& asked) {
  std::scoped_lock lock(mutex_);
  const auto* exchange = conversation_.next(asked.method, asked.url, asked.body);
  if (!exchange)
    return fail(FW_E_UNAVAILABLE, fmt::format("the recording has no answer to {} {}", asked.method, printable(asked.url)));
  if (!exchange->response) return fail(FW_E_UNAVAILABLE, "no answer came when it was recorded");
  return *exchange->response;
}

void Tape::write(testing::Exchange said, const Masker& masker) {
  clean(said.request, masker);
  if (said.response) clean(*said.response, masker);
  const auto line = to_json(said) + '\n';
  std::scoped_lock lock(mutex_);
  std::fwrite(line.data(), 1, line.size(), record_.get());
  std::fflush(record_.get());  // whoever reads along sees whole lines
}

}  // namespace fairway::plugins
