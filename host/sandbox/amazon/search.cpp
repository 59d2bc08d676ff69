// searchOrders: its parameter rules, its pages, its tokens.
#include <charconv>

#include "host/base/text.hpp"
#include "host/sandbox/amazon/amazon.hpp"
#include "host/sandbox/amazon/render.hpp"

namespace fairway::sandbox {
namespace {

constexpr auto kTokenLife = std::chrono::hours(24);
// So that every token has characters that must be percent-encoded in a URL.
constexpr std::string_view kTokenHead = "\xfb\xff\xbf";

std::int64_t integer(std::string_view text) {
  std::int64_t value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

// Everything but the token, whatever its order.
std::uint64_t fingerprint(const Request& request) {
  auto parameters = request.query;
  std::erase_if(parameters, [](const auto& pair) { return pair.first == "paginationToken"; });
  std::sort(parameters.begin(), parameters.end());
  std::uint64_t sum = hash_of("");
  for (const auto& [name, value] : parameters) sum = hash_of(value, hash_of(name, sum) + 1);
  return sum;
}

}  // namespace

struct Amazon::Search {
  bool by_updated = true;
  Instant after, before;
  std::vector<OrderStatus> statuses;
  std::vector<std::string> marketplaces;
  bool merchant = true, amazon = true;
  std::size_t limit = 100;
  unsigned datasets = 0;
  std::uint64_t print = 0;
  Instant from_at;  // where the page starts
  std::uint64_t from_number = 0;

  bool wants(const Order& order) const {
    if (order.hidden || (order.by_amazon ? !amazon : !merchant)) return false;
    if (!statuses.empty() && std::find(statuses.begin(), statuses.end(), order.status) == statuses.end()) return false;
    return marketplaces.empty() ||
           std::find(marketplaces.begin(), marketplaces.end(), order.marketplace->id) != marketplaces.end();
  }
};

std::string Amazon::page_token(const Search& search, Instant at, std::uint64_t number, Instant now) const {
  auto text = fmt::format("{} {} {} {} {}", search.before.time_since_epoch().count(), at.time_since_epoch().count(), number,
                          search.print, now.time_since_epoch().count());
  text += fmt::format(" {}", hash_of(text, mix(world_.seed)));
  return to_base64(std::string(kTokenHead) + text);
}

Status Amazon::open_token(const std::string& token, Search& search, Instant now) const {
  const auto opened = from_base64(token);
  if (!opened || !opened->starts_with(kTokenHead)) return fail(FW_E_INVALID, "the token is malformed");
  const auto text = opened->substr(kTokenHead.size());
  const auto parts = split(text, ' ');
  if (parts.size() != 6 || parts[5] != std::to_string(hash_of(text.substr(0, text.rfind(' ')), mix(world_.seed))))
    return fail(FW_E_INVALID, "the token is malformed");
  if (parts[3] != std::to_string(search.print)) return fail(FW_E_INVALID, "the other parameters changed between pages");
  if (now - Instant(Millis(integer(parts[4]))) > kTokenLife) return fail(FW_E_INVALID, "the token has expired");
  search.before = Instant(Millis(integer(parts[0])));
  search.from_at = Instant(Millis(integer(parts[1])));
  search.from_number = static_cast<std::uint64_t>(integer(parts[2]));
  return {};
}

Result<Amazon::Search> Amazon::read_search(const Call& call) {
  const auto get = [&](std::string_view name) { return call.request.parameter(name); };
  const auto lag = call.settings.paced(call.settings.lag);
  Search search;
  search.by_updated = get("lastUpdatedAfter") != nullptr;
  if (search.by_updated == (get("createdAfter") != nullptr))
    return fail(FW_E_INVALID, "exactly one of createdAfter and lastUpdatedAfter must be given");
  if (get(search.by_updated ? "createdBefore" : "lastUpdatedBefore"))
    return fail(FW_E_INVALID, "created and lastUpdated parameters must not be mixed");
  search.after = *parse_time(*get(search.by_updated ? "lastUpdatedAfter" : "createdAfter"));
  const auto* before = get(search.by_updated ? "lastUpdatedBefore" : "createdBefore");
  search.before = before ? *parse_time(*before) : call.now - lag;
  if (before && search.before < search.after) return fail(FW_E_INVALID, "Before is earlier than After");
  if (before && search.before > call.now - lag) return fail(FW_E_INVALID, "Before must be at least two minutes ago");
  if (const auto* text = get("fulfillmentStatuses"))
    for (const auto& name : split(*text, ',')) search.statuses.push_back(*order_status(name));
  if (const auto* text = get("marketplaceIds")) search.marketplaces = split(*text, ',');
  if (const auto* text = get("fulfilledBy")) {
    search.merchant = text->find("MERCHANT") != std::string::npos;
    search.amazon = text->find("AMAZON") != std::string::npos;
  }
  if (const auto* text = get("maxResultsPerPage")) search.limit = static_cast<std::size_t>(integer(*text));
  if (const auto* text = get("includedData")) search.datasets = datasets_of(*text);
  search.print = fingerprint(call.request);
  search.from_at = search.after;
  if (const auto* token = get("paginationToken"))
    if (auto opened = open_token(*token, search, call.now); !opened) return fail(std::move(opened.error()));
  return search;
}

Response Amazon::search_orders(Call& call) {
  auto read = read_search(call);
  if (!read) {
    violate("searchOrders", "rules", "", read.error().message);
    return amazon_error(400, "InvalidInput", read.error().message);
  }
  const auto& search = *read;
  std::scoped_lock lock(mutex_);
  const auto& index = search.by_updated ? orders_.by_updated(call.account) : orders_.by_created(call.account);
  std::vector<const Order*> rows;
  std::string next;
  for (auto at = index.lower_bound({search.from_at, search.from_number, nullptr});
       at != index.end() && at->at <= search.before; ++at) {
    if (!search.wants(*at->order)) continue;
    if (rows.size() == search.limit) {
      next = page_token(search, at->at, at->number, call.now);
      break;
    }
    rows.push_back(at->order);
  }
  if (call.strikes.has(FaultKind::repeat_page)) next = page_token(search, search.from_at, search.from_number, call.now);
  if (call.strikes.has(FaultKind::shuffle_rows)) std::reverse(rows.begin(), rows.end());
  if (call.strikes.has(FaultKind::duplicate_rows))
    rows.insert(rows.end(), rows.begin(), rows.begin() + static_cast<std::ptrdiff_t>((rows.size() + 1) / 2));

  Response response;
  response.body.reserve(rows.size() * 2600 + 400);
  JsonOut out(response.body);
  out.open().open_list("orders");
  for (const auto* order : rows) render_order(out, *order, search.datasets, call.now);
  out.close_list();
  if (!next.empty()) out.open("pagination").text("nextToken", next).close();
  out.text(search.by_updated ? "lastUpdatedBefore" : "createdBefore", format_time(search.before)).close();
  return response;
}

}  // namespace fairway::sandbox
