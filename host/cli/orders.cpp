// `fairway orders …`, `fairway why order ID`.
#include "host/cli/client.hpp"
#include "host/cli/privacy.hpp"

namespace fairway::cli {
namespace {

struct OrderArguments {
  std::string account, store, state, id, reason, note, limit, cursor, due_before;
  std::vector<std::string> lines;
  bool lost = false;
};
using Arguments = std::shared_ptr<OrderArguments>;

std::string base(const OrderArguments& a) { return "/v1/accounts/" + Client::quoted(a.account) + "/orders"; }

void print_orders(const json::value& page) {
  std::vector<std::vector<std::string>> rows;
  for (const auto& order : items(page))
    rows.push_back({cell(order, "id"), cell(order, "store"), cell(order, "channel_order_id"), cell(order, "state"),
                    cell(order, "ship_service"), cell(order, "service"), cell(order, "ship_by"), cell(order, "reason")});
  print_table({"ID", "STORE", "ORDER", "STATE", "SHIP SERVICE", "SERVICE", "SHIP BY", "REASON"}, rows);
  if (const auto next = cell(page, "next"); !next.empty()) fmt::print("more: --cursor {}\n", next);
}

void print_events(const json::value& order) {
  const auto* events = find(order, "events");
  if (!events || !events->is_array()) return;
  std::vector<std::vector<std::string>> rows;
  for (const auto& event : events->get_array())
    rows.push_back({cell(event, "at"), cell(event, "type"), cell(event, "cause"), cell(event, "data")});
  print_table({"AT", "EVENT", "CAUSE", ""}, rows);
}

void print_order(const json::value& order) {
  if (const auto* candidates = find(order, "candidates")) {
    fmt::print("several orders have this id, take one of ours: {}\n", json::serialize(*candidates));
    return;
  }
  fmt::print("{} {} of {}: {}{}\n", cell(order, "store"), cell(order, "channel_order_id"), cell(order, "account"),
             cell(order, "state"), cell(order, "reason").empty() ? "" : " (" + cell(order, "reason") + ")");
  if (!cell(order, "service").empty())
    fmt::print("ships as {} by {}\n", cell(order, "service"), cell(order, "service_rule"));
  if (const auto* cancellations = find(order, "cancellations"); cancellations && cancellations->is_array())
    for (const auto& one : cancellations->get_array())
      fmt::print("cancelled, {}: {}{}{}\n", flag_at(one, "whole") ? "all of it" : "some lines", cell(one, "reason"),
                 ", channel: " + cell(one, "state"), cell(one, "error").empty() ? "" : " (" + cell(one, "error") + ")");
  print_events(order);
}

void list(Shared& shared, const OrderArguments& a) {
  show(shared,
       Client(shared).get(
           base(a),
           {{"store", a.store}, {"state", a.state}, {"due_before", a.due_before}, {"limit", a.limit}, {"cursor", a.cursor}}),
       print_orders);
}

void show_one(Shared& shared, const OrderArguments& a) {
  show(shared, Client(shared).get(base(a) + "/" + Client::quoted(a.id)), print_order);
}

// "SKU-1=2", "SKU-1": what is left of it.
json::object line_wish(const std::string& text) {
  const auto cut = text.rfind('=');
  const auto digits = cut == std::string::npos ? std::string() : text.substr(cut + 1);
  const bool counted = !digits.empty() && digits.size() < 10 && digits.find_first_not_of("0123456789") == std::string::npos;
  if (!counted) return {{"line", text}};
  return {{"line", text.substr(0, cut)}, {"quantity", std::stoll(digits)}};
}

void act(Shared& shared, const OrderArguments& a, const std::string& verb) {
  json::object body;
  if (!a.reason.empty()) body["reason"] = a.reason;
  if (!a.note.empty()) body["note"] = a.note;
  if (a.lost) body["lost"] = true;
  for (const auto& line : a.lines) {
    if (!body.contains("lines")) body["lines"] = json::array();
    body["lines"].as_array().push_back(line_wish(line));
  }
  show(shared, Client(shared).post(base(a) + "/" + Client::quoted(a.id) + "/" + verb, body), print_order);
}

// What `orders edit` may be told, each by the name that it has over REST.
struct EditOption {
  const char *option, *member, *help;
};
constexpr EditOption kEditOptions[] = {{"--name", "name", "Who it goes to"},
                                       {"--company", "company", "Company"},
                                       {"--address-line1", "address_line1", "First line of the address"},
                                       {"--address-line2", "address_line2", "Second line; \"\" takes it out"},
                                       {"--address-line3", "address_line3", "Third line"},
                                       {"--city", "city", "City"},
                                       {"--postal-code", "postal_code", "Postal code"},
                                       {"--state", "state", "State or region"},
                                       {"--country", "country", "Country, two letters"},
                                       {"--phone", "phone", "Phone"},
                                       {"--email", "email", "E-mail"},
                                       {"--service", "service", "The warehouse's shipping service"}};

CLI::App* add(CLI::App& parent, Shared& shared, const Arguments& a, const char* name, const char* help, bool one,
              std::function<void()> run) {
  auto* command = parent.add_subcommand(name, help);
  take_host(*command, shared);
  command->add_option("--account", a->account, "Account")->required();
  if (one) command->add_option("id", a->id, "The channel's id, or ours: @17")->required();
  command->callback(std::move(run));
  return command;
}

void add_edit(CLI::App& orders, Shared& shared, const Arguments& a) {
  auto values = std::make_shared<std::map<std::string, std::string>>();
  auto as_channel = std::make_shared<bool>(false);
  auto* edit = add(orders, shared, a, "edit", "Correct address or service, and let it go out so", true, {});
  for (const auto& [option, member, help] : kEditOptions)
    edit->add_option_function<std::string>(
        option, [values, name = std::string(member)](const std::string& value) { (*values)[name] = value; }, help);
  edit->add_flag("--as-channel", *as_channel, "Forget what was corrected: the channel's own counts again");
  edit->callback([&shared, a, values, as_channel] {
    json::object body;
    for (const auto& [name, value] : *values) body[name] = value;
    if (*as_channel) body["as_channel"] = true;
    show(shared, Client(shared).post(base(*a) + "/" + Client::quoted(a->id) + "/edit", body), print_order);
  });
}

}  // namespace

void add_orders(CLI::App& app, Shared& shared) {
  auto* orders = app.add_subcommand("orders", "Look at orders and act on them")->alias("order")->require_subcommand(1);
  auto a = std::make_shared<OrderArguments>();
  auto* command = add(*orders, shared, a, "list", "Orders, new to old", false, [&shared, a] { list(shared, *a); });
  command->add_option("--store", a->store, "Store nickname");
  command->add_option("--state", a->state, "Order state, e.g. needs-mapping");
  command->add_option("--due-before", a->due_before, "Ship-by at or before this time, not yet shipped");
  command->add_option("--limit", a->limit, "Items a page");
  command->add_option("--cursor", a->cursor, "Where the last page ended");
  add(*orders, shared, a, "show", "One order with everything that happened", true, [&shared, a] { show_one(shared, *a); });
  for (const auto& [verb, help] : std::initializer_list<std::pair<const char*, const char*>>{
           {"retry", "Try the refused step again"},
           {"hold", "Keep it from the warehouse"},
           {"release", "Let it go on"},
           {"resubmit", "Send it anew; a warehouse that has it is asked back first"},
           {"cancel", "Cancel it: the warehouse is asked first, then the channel is told"}}) {
    auto* one = add(*orders, shared, a, verb, help, true, [&shared, a, name = std::string(verb)] { act(shared, *a, name); });
    if (std::string_view(verb) == "cancel" || std::string_view(verb) == "resubmit")
      one->add_flag("--lost", a->lost, "The warehouse does not have it and will not ship it: it is not waited for");
    if (std::string_view(verb) != "cancel") {
      one->add_option("--reason", a->reason, "Kept with the order's history");
      continue;
    }
    one->add_option("--reason", a->reason,
                    "no-inventory, address-undeliverable, pricing-error, general …: told to the channel");
    one->add_option("--note", a->note, "Kept with the order's history");
    one->add_option("--line", a->lines, "Only this line: SKU, SKU=QUANTITY or the line's id; may be said again");
  }
  add_completeness(*orders, shared);
  add_edit(*orders, shared, a);
  add_redact(*orders, shared);
}

void add_why(CLI::App& app, Shared& shared) {
  auto* why = app.add_subcommand("why", "The causal chain of an order")->require_subcommand(1);
  auto a = std::make_shared<OrderArguments>();
  auto* order = why->add_subcommand("order", "Every event of an order, each with its cause");
  take_host(*order, shared);
  order->add_option("--account", a->account, "Account; left out: all are asked");
  order->add_option("id", a->id, "The channel's id, or ours: @17")->required();
  order->callback([&shared, a] {
    if (!a->account.empty()) return show_one(shared, *a);
    const Client client(shared);
    const auto accounts = client.get("/v1/accounts");
    if (!accounts) return show(shared, accounts, [](const json::value&) {});
    for (const auto& account : items(*accounts)) {
      a->account = cell(account, "account");
      const auto found = client.get(base(*a) + "/" + Client::quoted(a->id));
      if (found) return show(shared, found, print_order);
    }
    fmt::print(stderr, "no order {}\n", a->id);
    shared.exit = 1;
  });
}

}  // namespace fairway::cli
