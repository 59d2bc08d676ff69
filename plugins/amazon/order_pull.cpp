#include "order_pull.hpp"

#include <algorithm>

#include "errors.hpp"
#include "marketplaces.hpp"
#include "translate.hpp"

namespace amazon {
namespace {

constexpr std::chrono::hours kFirstWindow{30 * 24};  // where the host says nothing: as far back as orders are taken on
constexpr std::chrono::seconds kUntilLag{130};       // Amazon wants two minutes; the rest is for clocks
constexpr const char* kPath = "/orders/2026-01-01/orders";

// "&fulfillmentStatuses=UNSHIPPED,PARTIALLY_SHIPPED", from what order/1 calls them; nothing where all are meant.
std::string choice(std::string_view name, const std::vector<std::string>& words) {
  std::string text;
  for (const auto& word : words) {
    text += text.empty() ? '&' + std::string(name) + '=' : ",";
    for (const char c : word) text += c == '-' ? '_' : c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  }
  return text;
}

fairway::Time earlier(fairway::Time time, std::chrono::milliseconds by) { return {time.ms - by.count()}; }

}  // namespace

OrderPull::OrderPull(const fairway::Host& host, const Client& client, const Settings& settings, const fairway::Call& call,
                     const fairway::PullRequest& request, fairway::PullOut& out)
    : host_(host),
      client_(client),
      settings_(settings),
      call_(call),
      request_(request),
      out_(out),
      params_(request.params_as<OrderParams>()),
      datasets_(Datasets::load(host, call)) {
  for (const auto& store : params_.stores) stores_.emplace(store.marketplace_id, store.nickname);
  if (stores_.empty()) stores_.emplace(find_marketplace_name(settings.marketplace)->marketplace->id, "");
  if (stores_.size() > 50) throw fairway::Error(FW_E_INVALID, "at most 50 marketplaces in one call");
  if (params_.until) params_.until = std::min(*params_.until, earlier(host.now(), kUntilLag));
}

void OrderPull::run() {
  if (!params_.ids.empty()) return run_windowless();
  Window window = resume();
  for (bool more = true; more;) {
    call_.check();
    const auto page = fetch(window);
    used_tokens_.insert(window.token);
    for (const auto& row : *page.orders) take(row);
    note_end(window, page);
    window.token = page.pagination.next_token;
    window.token_at = host_.now();
    window.hash = fairway::content_hash(parameters(window));
    if (!window.token.empty() && used_tokens_.contains(window.token)) {  // going round in circles: another time
      host_.warn("Amazon sent a page token twice; the window of orders begins again with the next pull");
      restart(window);
    } else if (window.token.empty()) {
      advance(window);
    }
    out_.checkpoint(fairway::to_json(window));
    out_.progress(taken_);
    more = !window.token.empty() && (request_.max_docs == 0 || taken_ < request_.max_docs);
  }
  report();
}

Window OrderPull::resume() const {
  Window window;
  fairway::JsonError error;
  if (request_.cursor.empty()) {
    window.after = params_.since.value_or(earlier(host_.now(), kFirstWindow));
  } else if (!fairway::read_json(request_.cursor, window, error)) {
    throw fairway::Error(FW_E_INVALID, "cursor: " + error.message, error.pointer);
  }
  // A scan that goes on keeps its end, though the host names a later one by now: its token holds for no other.
  if (window.until.has_value() != params_.until.has_value()) restart(window);
  drop_stale_token(window, fairway::content_hash(parameters(window)), host_.now());
  if (window.token.empty()) window.until = params_.until;
  return window;
}

std::string OrderPull::parameters(const Window& window) const {
  std::string text = "lastUpdatedAfter=" + fairway::url_encode(to_text(window.after));
  if (window.until) text += "&lastUpdatedBefore=" + fairway::url_encode(to_text(*window.until));
  text += "&marketplaceIds=";
  for (bool first = true; const auto& [id, nickname] : stores_)
    text += (first ? "" : ",") + fairway::url_encode(id), first = false;
  text += choice("fulfillmentStatuses", params_.statuses) + choice("fulfilledBy", params_.fulfilled_by);
  text +=
      settings_.ship_service_from == "v0" ? "&maxResultsPerPage=20" : "&maxResultsPerPage=100";  // a burst of getOrder is 30
  return text + "&includedData=" + datasets_.joined();
}

std::string OrderPull::query(const Window& window) const {
  return parameters(window) + (window.token.empty() ? "" : "&paginationToken=" + fairway::url_encode(window.token));
}

// One page. A token that Amazon refuses costs the window's progress, a dataset that it refuses is done without.
remote::SearchPage OrderPull::fetch(Window& window) {
  for (;;) {
    auto response = client_.get(call_, kPath + ('?' + query(window)), "searchOrders");
    if (datasets_.give_up(host_, call_, response)) {
      begin_again(window);
      continue;
    }
    if (response.status == 400 && !window.token.empty()) {
      host_.info("a page token has expired; the window of orders begins again");
      begin_again(window);
      continue;
    }
    auto page = expect_success(std::move(response), "searchOrders").as<remote::SearchPage>();
    if (!page.orders) throw fairway::Error::unavailable("searchOrders: an answer without orders");
    return page;
  }
}

void OrderPull::begin_again(Window& window) {
  restart(window);
  used_tokens_.clear();
}

// By the echo of the window's first page; where Amazon leaves it out, by the newest order of all pages.
void OrderPull::note_end(Window& window, const remote::SearchPage& page) const {
  if (window.next && !window.guessed) return;
  auto end = fairway::time_of(page.last_updated_before);
  window.guessed = !end || window.next;
  if (window.guessed) {
    end.reset();
    for (const auto& row : *page.orders) {
      const auto time = fairway::time_of(fairway::JsonView::parse(row.text)["lastUpdatedTime"].text());
      if (time && (!end || *end < *time)) end = time;
    }
  }
  if (end) window.next = std::max({window.after, window.next.value_or(window.after), earlier(*end, kOverlap)});
}

void OrderPull::run_windowless() {
  for (const auto& id : params_.ids) {
    call_.check();
    const std::string path = kPath + ('/' + fairway::url_encode(id)) + "?includedData=";
    auto response = client_.get(call_, path + datasets_.joined(), "getOrder");
    while (datasets_.give_up(host_, call_, response)) response = client_.get(call_, path + datasets_.joined(), "getOrder");
    if (response.status == 404) {
      host_.warn("Amazon knows no such order", {{"order", id}});
      continue;
    }
    take(expect_success(std::move(response), "getOrder").as<remote::SingleOrder>().order);
    out_.checkpoint(request_.cursor);  // what was read stays read, should the next one be throttled
  }
  report();
}

// A row that cannot be read is set aside; its neighbours go on.
void OrderPull::take(const fairway::RawJson& row) {
  remote::Order from;
  fairway::JsonError error;
  if (!fairway::read_json(row.text, from, error))
    return out_.reject(row.text, fairway::Order::kSchema, fairway::Error::rejected(error.message, error.pointer));
  if (from.order_id.empty())
    return out_.reject(row.text, fairway::Order::kSchema, fairway::Error::rejected("no order id", "/orderId"));
  fairway::Order order = translate(from);
  if (!place(from, order)) return;
  fetch_service_text(order);
  try {
    out_.emit(order);
    ++taken_;
  } catch (const fairway::JsonError& unwritable) {
    out_.reject(row.text, fairway::Order::kSchema, fairway::Error::rejected(unwritable.message, unwritable.pointer));
  }
}

// Whose order it is. One that was not sold on Amazon is a multi-channel fulfilment order come back: whichever store it is shown
// with, it is no order of that store, and the host is told whose echo it is.
bool OrderPull::place(const remote::Order& from, fairway::Order& order) {
  if (from.sales_channel.channel_name == "NON_AMAZON") {
    if (order.echo_of.empty()) return ++passed_over_, false;
    const auto shown = stores_.find(order.marketplace);
    order.store = shown == stores_.end() ? stores_.begin()->second : shown->second;
    return true;
  }
  if (order.marketplace.empty() && stores_.size() == 1) order.marketplace = stores_.begin()->first;
  const auto store = stores_.find(order.marketplace);
  if (store == stores_.end()) {
    foreign_.insert(order.marketplace);
    return ++passed_over_, false;
  }
  order.store = store->second;
  return true;
}

// Orders v0 has the text of the ship service that the new version lacks. Asked only of what is still to be sent.
void OrderPull::fetch_service_text(fairway::Order& order) const {
  const auto status = order.status.value;
  const bool open = status == fairway::OrderStatus::unshipped || status == fairway::OrderStatus::partially_shipped;
  if (settings_.ship_service_from != "v0" || !open || order.fulfilled_by.value != fairway::FulfilledBy::merchant) return;
  auto response = client_.get(call_, "/orders/v0/orders/" + fairway::url_encode(order.channel_order_id), "getOrderV0");
  if (response.status == 400 || response.status == 404 || response.status == 410) {
    host_.warn("Orders v0 does not tell the ship service; its category is used", {{"order", order.channel_order_id}});
    return;
  }
  response = expect_success(std::move(response), "getOrderV0");
  const std::string text = fairway::JsonView::parse(response.body)["payload"]["ShipServiceLevel"].text();
  if (!text.empty()) order.ship_service = text;
}

void OrderPull::report() const {
  if (passed_over_ == 0) return;
  std::string places;
  for (const auto& id : foreign_) places += (places.empty() ? "" : " ") + (id.empty() ? std::string("none") : id);
  host_.info(
      "orders passed over: of marketplaces without a store, or of multi-channel fulfilment without a seller's order id",
      {{"count", std::to_string(passed_over_)}, {"marketplaces", places}});
}

}  // namespace amazon
