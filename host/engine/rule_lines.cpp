#include "host/engine/rule_lines.hpp"

#include "host/base/text.hpp"
#include "host/config/yaml_text.hpp"

namespace fairway::engine {
namespace {

using config::unreferenced;
using config::yaml_quoted;
using config::yaml_text;

constexpr const char* kMapper = "shipping-map";  // the one that is known to go by rules, also where none are written

// Where new rules belong: behind all others, so that no order that is mapped goes another way.
struct Spot {
  std::string said;              // comment
  std::string above;             // lines between the comment and the rules
  std::size_t indent = 6;        // of the rules
  std::string_view mark = "- ";  // before each
};

std::string many(std::size_t count, std::string_view one) {
  return fmt::format("{} {}{}", count, one, count == 1 ? "" : "s");
}

std::string in_template(const config::Account& account, const std::string& file) {
  return file == account.place.file ? "" : "\n# that is a template: the rules will hold for every account that extends it";
}

// Items of a list in [ ] are not begun by dashes: whether they are is told by where the list and its items begin.
bool has_dashes(const config::Settings& settings, std::size_t rules) {
  const auto list = flows::rule_place(settings, "/rules"), first = flows::rule_place(settings, "/rules/0");
  if (first.line != list.line || first.column != list.column + 2) return false;
  const auto second = flows::rule_place(settings, "/rules/1");
  return rules < 2 || (second.line > first.line && second.column == first.column);
}

Spot spot_in(const config::Account& account, std::size_t rules) {
  const auto& settings = *account.shipping;
  const auto list = flows::rule_place(settings, "/rules");
  const auto last = flows::rule_place(settings, fmt::format("/rules/{}", rules - 1));
  const auto where = in_template(account, last.file);
  if (!has_dashes(settings, rules))
    return {fmt::format("# {}: in shipping.settings.rules, between the rule of line {} and the ]{}", last.file, last.line,
                        where),
            "", 8, ", "};
  return {
      fmt::format("# {}: at the end of shipping.settings.rules, below the rule of line {}{}", last.file, last.line, where),
      "", static_cast<std::size_t>(list.column - 1), "- "};
}

Spot spot_of(const config::Account& account) {
  const auto& file = account.place.file;
  if (!account.shipping)
    return {fmt::format("# {}: a new block; orders had no shipping map until now", file),
            fmt::format("shipping:\n  plugin: {}\n  settings:\n    rules:\n", kMapper)};
  const auto* rules = rules_of(account);
  if (rules && !rules->empty()) return spot_in(account, rules->size());
  const auto written = account.shipping->places.find("/rules");
  return {written == account.shipping->places.end()
              ? fmt::format("# {}: under shipping, in its settings", file)
              : fmt::format("# {}: in place of the empty rules of line {}{}", written->second.file, written->second.line,
                            in_template(account, written->second.file)),
          "    rules:\n"};
}

// Which orders: the store, and what the channel calls the service. A channel that tells only a category tells it as text.
std::string keys(const ShipService& service, const ShipService::Open& open) {
  auto out = "store: " + yaml_text(service.store);
  const auto foreign = [](const std::string& text) { return unreferenced(text); };
  if (!service.method.empty() && service.method != service.category)
    out += ", method: " + yaml_quoted(foreign(service.method));
  else if (!service.category.empty()) out += ", category: " + yaml_text(foreign(service.category));
  if (open.country.size() == 2) out += ", country: " + yaml_text(open.country);
  return out;
}

std::string rule_line(const Spot& spot, const ShipService& service, const ShipService::Open& open) {
  const std::string indent(spot.indent, ' ');
  const auto begin = fmt::format("{}{{ {}, service: ", spot.mark, keys(service, open));
  const auto orders = many(open.orders, "order");
  const bool named = !service.method.empty() || !service.category.empty();
  if (!named)
    return fmt::format("{}# {}??? }}  # {} without a ship service: this rule would fit all of the store\n", indent, begin,
                       orders);
  if (!open.near)
    return fmt::format("{}# {}??? }}  # {}; no service in use is near: write one, and take the # away\n", indent, begin,
                       orders);
  return fmt::format("{}{}{} }}  # {}, {}\n", indent, begin, yaml_text(unreferenced(open.near->service)), orders,
                     open.near->because);
}

}  // namespace

const json::array* rules_of(const config::Account& account) {
  const auto* rules = account.shipping ? find(account.shipping->values, "rules") : nullptr;
  return rules ? rules->if_array() : nullptr;
}

std::string rule_lines(const config::Account& account, const std::vector<ShipService>& services) {
  if (account.shipping && !rules_of(account) && account.shipping->plugin != kMapper) return {};
  const auto spot = spot_of(account);
  std::string lines;
  for (const auto& service : services)
    for (const auto& open : service.open) lines += rule_line(spot, service, open);
  return lines.empty() ? lines : spot.said + "\n" + spot.above + lines;
}

}  // namespace fairway::engine
