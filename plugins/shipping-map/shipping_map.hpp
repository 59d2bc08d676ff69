// Which service of ours carries an order: a table, read from the top.
#pragma once
#include <optional>
#include <regex>

#include "fairway/plugin.hpp"
#include "settings.hpp"

namespace shipping_map {

class ShippingMap final : public fairway::Channel<Settings>, public fairway::ShippingMapper {
 public:
  static fairway::Description describe();
  static void validate(fairway::Findings&, const Settings&);

  ShippingMap(fairway::Host, Settings);
  fairway::ShippingAnswer map(const fairway::ShippingQuestion&) override;

 private:
  bool fits(std::size_t rule, const fairway::ShippingQuestion&) const;
  std::vector<std::optional<std::regex>> patterns_;  // by rule
};

}  // namespace shipping_map
