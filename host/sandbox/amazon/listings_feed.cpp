// JSON_LISTINGS_FEED, version 2: each message is what putListingsItem, patchListingsItem or deleteListingsItem would be told.
#include <set>

#include "host/base/text.hpp"
#include "host/sandbox/amazon/amazon.hpp"
#include "host/sandbox/amazon/listing_items.hpp"

namespace fairway::sandbox {
namespace {

constexpr std::size_t kMostMessages = 25'000, kMostBytes = 10u << 20;

// Null: no operation that the feed knows.
const char* kind_of(std::string_view operation) {
  if (operation == "UPDATE") return kItemPut;
  if (operation == "PATCH") return kItemPatch;
  return operation == "DELETE" ? kItemDelete : nullptr;
}

void append_issues(json::array& to, std::int64_t message, const std::string& sku, const std::vector<ItemIssue>& issues) {
  for (const auto& issue : issues) {
    json::object one{{"messageId", message},
                     {"sku", sku},
                     {"code", issue.code},
                     {"severity", issue.severity},
                     {"message", issue.message}};
    if (!issue.attributes.empty()) one["attributeName"] = issue.attributes.front();
    to.push_back(std::move(one));
  }
}

}  // namespace

// The whole file is judged first: what breaks a rule of the format is no feed of Amazon's.
Result<json::array> Amazon::read_listings_feed(const Feed& feed, const std::string& text) const {
  if (text.size() > kMostBytes) return fail(FW_E_INVALID, "the file has more than 10 MiB");
  auto read = parse_json(text);
  if (!read) return fail(FW_E_INVALID, "the file is no JSON: " + read.error().message);
  const auto* header = find(*read, "header");
  if (!header || text_at(*header, "sellerId") != feed.seller || text_at(*header, "version") != "2.0")
    return fail(FW_E_INVALID, "header: sellerId is the seller, version is 2.0");
  const auto* messages = find(*read, "messages");
  if (!messages || !messages->is_array() || messages->get_array().empty() || messages->get_array().size() > kMostMessages)
    return fail(FW_E_INVALID, "messages: 1 to 25,000");
  std::set<std::int64_t> ids;
  for (const auto& message : messages->get_array()) {
    const auto* id = find(message, "messageId");
    if (!id || !id->is_int64() || id->get_int64() < 1 || !ids.insert(id->get_int64()).second)
      return fail(FW_E_INVALID, "messageId: from 1 on, each once");
    if (text_at(message, "sku").empty() || !kind_of(text_at(message, "operationType")))
      return fail(FW_E_INVALID, "sku or operationType is wrong");
  }
  return std::move(messages->get_array());
}

// The report about it; what is accepted is shown some time later.
std::string Amazon::work_listings(const Feed& feed, const json::array& messages) {
  const auto* marketplace = find_marketplace(feed.marketplaces.front());
  const auto where = std::pair(feed.seller, marketplace);
  const auto& table = listings_of(feed.seller, marketplace);
  const auto settings = world_.settings.get();
  const auto now = world_.timeline.now();
  json::array issues;
  std::int64_t invalid = 0;
  for (const auto& message : messages) {
    const std::string sku(text_at(message, "sku"));
    const std::string_view kind = kind_of(text_at(message, "operationType"));
    const auto wrong = wrong_with(table, sku, kind, message);
    append_issues(issues, find(message, "messageId")->get_int64(), sku, wrong);
    if (is_bad(wrong)) {
      ++invalid;
      continue;
    }
    world_.journal.add({0, now, "amazon", std::string(kind), feed.seller, "", sku, message.get_object()});
    world_.timeline.at(now + settings.paced(settings.listing_lag),
                       [this, where, sku, kind, body = message] { apply_item(where, sku, kind, body); });
  }
  const auto all = static_cast<std::int64_t>(messages.size());
  return json::serialize(json::object{{"header", {{"sellerId", feed.seller}, {"version", "2.0"}, {"feedId", feed.id}}},
                                      {"issues", std::move(issues)},
                                      {"summary",
                                       {{"errors", invalid},
                                        {"warnings", 0},
                                        {"messagesProcessed", all},
                                        {"messagesAccepted", all - invalid},
                                        {"messagesInvalid", invalid}}}});
}

}  // namespace fairway::sandbox
