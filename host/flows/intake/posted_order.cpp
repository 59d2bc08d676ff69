#include "host/flows/intake/posted_order.hpp"

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "fairway/json.hpp"
#include "host/base/json.hpp"
#include "host/base/text.hpp"
#include "host/flows/intake/judge.hpp"
#include "host/flows/units.hpp"

namespace fairway::flows {
namespace {

constexpr std::size_t kLongestId = 100;

// Takes out what stands at the pointer, so that the rest can be read: of a list all of it, since a place less would move its
// neighbours. False: there is nothing left to take.
bool take_out(json::value& body, std::string_view pointer) {
  while (!pointer.empty()) {
    const auto slash = pointer.rfind('/');
    if (slash == std::string_view::npos) return false;
    const auto parent = pointer.substr(0, slash);
    json::error_code error;
    auto* holder = body.find_pointer(parent, error);
    if (holder && holder->is_object()) {
      std::string name;  // RFC 6901: ~1 is a slash, ~0 a tilde
      for (std::size_t i = slash + 1; i < pointer.size(); ++i)
        if (pointer[i] == '~' && i + 1 < pointer.size()) name += pointer[++i] == '1' ? '/' : '~';
        else name += pointer[i];
      return holder->get_object().erase(name) > 0;
    }
    pointer = parent;
  }
  return false;
}

// Reads the order, and goes on where something in it cannot be read.
void read_with_gaps(const std::string& body, PostedOrder& out) {
  auto rest = parse_json(body);
  if (!rest || !rest->is_object()) {
    out.wrong.push_back({"", "an order/1 is a JSON object"});
    return;
  }
  for (std::string text = body; out.wrong.size() < kMostWrong; text = json::serialize(*rest)) {
    JsonError error;
    out.order = {};
    if (read_json(text, out.order, error)) return;
    out.wrong.push_back({error.pointer, error.message});
    if (!take_out(*rest, error.pointer)) return;
  }
}

bool is_within(const std::string& pointer, const std::string& whole) {
  return pointer.starts_with(whole) && (pointer.size() == whole.size() || pointer[whole.size()] == '/');
}

// Complaints about what could be read. Where the codec has complained already, or about what lies beneath, nothing is added.
class PostChecker {
 public:
  PostChecker(PostedOrder& out, const config::Store& store) : out_(out), order_(out.order), store_(store) {}

  void run() {
    need(valid_id(order_.channel_order_id), "/channel_order_id",
         order_.channel_order_id.empty() ? "is missing: the shop's own id of the order"
                                         : fmt::format("has more than {} bytes, or control characters", kLongestId));
    need(order_.store.empty() || order_.store == store_.nickname, "/store", "is another store than that of the path");
    need(order_.status.value != OrderStatus::unknown, "/status",
         "is not known; known are pending, unshipped, partially-shipped, shipped, cancelled");
    address();
    lines();
  }

 private:
  static bool valid_id(const std::string& id) {
    return !id.empty() && id.size() <= kLongestId &&
           std::none_of(id.begin(), id.end(), [](char c) { return static_cast<unsigned char>(c) < ' '; });
  }

  void address() {
    const auto& to = order_.ship_to;
    const bool country = to.country.size() == 2 &&
                         std::all_of(to.country.begin(), to.country.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
    need(country, "/ship_to/country", to.country.empty() ? "is missing: two letters" : "is not two letters in upper case");
    need(!to.name.empty() || !to.company.empty(), "/ship_to/name", "is missing, as is the company");
    need(!to.line1.empty(), "/ship_to/line1", "is missing");
  }

  void lines() {
    need(!order_.lines.empty(), "/lines", "is missing or empty: nothing says what to ship");
    std::set<std::string> ids;
    for (std::size_t i = 0; i < order_.lines.size(); ++i) {
      const auto& line = order_.lines[i];
      const auto at = fmt::format("/lines/{}", i);
      need(ids.insert(line.id).second, at + "/id", "is the id of another line, too");
      need(!line.sku.empty(), at + "/sku", "is missing");
      need(line.quantity > 0 && line.quantity <= kMostUnits, at + "/quantity",
           fmt::format("is not one or more, up to {}", kMostUnits));
      need(line.quantity_cancelled >= 0 && line.quantity_shipped >= 0 && line.quantity_cancelled <= line.quantity &&
               line.quantity_shipped <= line.quantity - line.quantity_cancelled,
           at + "/quantity_cancelled", "is, with quantity_shipped, more than the quantity, or negative");
    }
  }

  void need(bool fine, std::string pointer, std::string message) {
    if (fine || out_.wrong.size() >= kMostWrong) return;
    const auto about_the_same = [&](const WrongPlace& wrong) {
      return is_within(wrong.pointer, pointer) || is_within(pointer, wrong.pointer);
    };
    if (std::none_of(out_.wrong.begin(), out_.wrong.end(), about_the_same))
      out_.wrong.push_back({std::move(pointer), std::move(message)});
  }

  PostedOrder& out_;
  const Order& order_;
  const config::Store& store_;
};

void fill_in(Order& order) {
  if (order.status.empty()) order.status = OrderStatus::unshipped;
  if (order.fulfilled_by.empty()) order.fulfilled_by = FulfilledBy::merchant;
  for (std::size_t i = 0; i < order.lines.size(); ++i)
    if (order.lines[i].id.empty()) order.lines[i].id = fmt::format("{}", i + 1);
  order.extra = {};  // nobody can tell whether that is about a person, and here it would lie open
}

}  // namespace

PostedOrder read_posted(const std::string& body, const config::Store& store) {
  PostedOrder out;
  read_with_gaps(body, out);
  if (out.wrong.size() == 1 && out.wrong.front().pointer.empty()) return out;  // not even JSON of an order
  fill_in(out.order);
  PostChecker(out, store).run();
  out.order.store.clear();
  if (out.wrong.empty()) out.content = {sha256_hex(to_json(out.order)), sha256_hex(body)};
  return out;
}

std::optional<WrongPlace> why_passed_over(const Order& order, const config::Store& store, const config::SkuTable* skus,
                                          Instant now) {
  const auto verdict = judge(order, store, skus, Instant{}, now);
  if (verdict.verdict != Judgement::Verdict::pass_over) return std::nullopt;
  const std::pair<std::string_view, const char*> places[] = {
      {"statuses", "/status"}, {"fulfilled-by", "/fulfilled_by"}, {"within", "/created_at"}, {"unlinked", "/lines"}};
  for (const auto& [key, pointer] : places)
    if (key == verdict.key)
      return WrongPlace{pointer, fmt::format("the store does not take it on (orders.{}): {}", key, verdict.reason)};
  return WrongPlace{order.echo_of.empty() ? "/status" : "/echo_of", verdict.reason};
}

}  // namespace fairway::flows
