#include "ack_feed.hpp"

namespace amazon {
namespace {

std::string element(std::string_view name, std::string_view text) {
  const std::string tag(name);
  return '<' + tag + '>' + xml_text(text) + "</" + tag + '>';
}

// The five entities of XML and numeric ones below 128, which is what such reports hold.
std::string decoded(std::string_view text) {
  constexpr std::pair<std::string_view, char> kEntities[] = {
      {"amp", '&'}, {"lt", '<'}, {"gt", '>'}, {"quot", '"'}, {"apos", '\''}};
  std::string out;
  while (!text.empty()) {
    const auto end = text.front() == '&' ? text.find(';') : std::string_view::npos;
    if (end == std::string_view::npos) {
      out += text.front();
      text.remove_prefix(1);
      continue;
    }
    const auto name = text.substr(1, end - 1);
    for (const auto& [entity, c] : kEntities)
      if (entity == name) out += c;
    if (name.starts_with('#') && name.size() <= 4) {
      const int code = std::atoi(std::string(name.substr(1)).c_str());
      if (code >= 32 && code < 127) out += static_cast<char>(code);
    }
    text.remove_prefix(end + 1);
  }
  return out;
}

// Content of the first element of that name at or after `from`; `from` moves behind it. No name is nested in itself here.
std::string_view next(std::string_view xml, std::string_view name, std::size_t& from) {
  const std::string open = '<' + std::string(name) + '>', close = "</" + std::string(name) + '>';
  const auto begin = xml.find(open, from), end = xml.find(close, begin);
  if (begin == std::string_view::npos || end == std::string_view::npos) {
    from = std::string_view::npos;
    return {};
  }
  from = end + close.size();
  return xml.substr(begin + open.size(), end - begin - open.size());
}
std::string text_of(std::string_view xml, std::string_view name) {
  std::size_t from = 0;
  return decoded(next(xml, name, from));
}

}  // namespace

std::string xml_text(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '&') out += "&amp;";
    else if (c == '<') out += "&lt;";
    else if (c == '>') out += "&gt;";
    else if (c == '"') out += "&quot;";
    else if (c == '\'') out += "&apos;";
    else if (byte >= 0x20 || c == '\t' || c == '\n' || c == '\r') out += c;
  }
  return out;
}

namespace {

std::string envelope(const std::string& seller_id, const std::string& messages) {
  return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
         "<AmazonEnvelope xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" "
         "xsi:noNamespaceSchemaLocation=\"amzn-envelope.xsd\">\n"
         "<Header><DocumentVersion>1.01</DocumentVersion>" +
         element("MerchantIdentifier", seller_id) + "</Header>\n<MessageType>OrderAcknowledgement</MessageType>\n" +
         messages + "</AmazonEnvelope>\n";
}

std::string message(std::size_t number, const std::string& order_id, const std::string& rest) {
  return "<Message><MessageID>" + std::to_string(number) + "</MessageID><OrderAcknowledgement>" +
         element("AmazonOrderID", order_id) + rest + "</OrderAcknowledgement></Message>\n";
}

struct NamedReason {
  fairway::CancelReason ours;
  std::string_view amazon;
};
// Amazon's words for them, as its acknowledgement feed has had them for years.
constexpr NamedReason kCancelReasons[] = {{fairway::CancelReason::buyer_cancelled, "BuyerCanceled"},
                                          {fairway::CancelReason::no_inventory, "NoInventory"},
                                          {fairway::CancelReason::address_undeliverable, "ShippingAddressUndeliverable"},
                                          {fairway::CancelReason::customer_exchange, "CustomerExchange"},
                                          {fairway::CancelReason::general, "GeneralAdjustment"},
                                          {fairway::CancelReason::carrier_credit, "CarrierCreditDecision"},
                                          {fairway::CancelReason::risk, "RiskAssessmentInformationNotValid"},
                                          {fairway::CancelReason::carrier_coverage, "CarrierCoverageFailure"},
                                          {fairway::CancelReason::customer_return, "CustomerReturn"},
                                          {fairway::CancelReason::not_received, "MerchandiseNotReceived"},
                                          {fairway::CancelReason::cannot_verify, "CannotVerifyInformation"},
                                          {fairway::CancelReason::pricing_error, "PricingError"},
                                          {fairway::CancelReason::rejected, "RejectOrder"},
                                          {fairway::CancelReason::weather, "WeatherDelay"}};

}  // namespace

std::string_view cancel_reason(fairway::CancelReason reason) {
  for (const auto& one : kCancelReasons)
    if (one.ours == reason) return one.amazon;
  return {};
}

std::string ack_feed(const std::string& seller_id, std::span<const fairway::Item<fairway::OrderAck>> orders) {
  std::string messages;
  for (std::size_t i = 0; i < orders.size(); ++i) {
    const fairway::OrderAck& order = orders[i].document;
    messages += message(i + 1, order.channel_order_id,
                        (order.seller_order_id.empty() ? "" : element("MerchantOrderID", order.seller_order_id)) +
                            "<StatusCode>Success</StatusCode>");
  }
  return envelope(seller_id, messages);
}

std::string cancel_feed(const std::string& seller_id, std::span<const fairway::Item<fairway::OrderCancellation>> orders) {
  std::string messages;
  for (std::size_t i = 0; i < orders.size(); ++i) {
    const fairway::OrderCancellation& order = orders[i].document;
    std::string rest = "<StatusCode>Failure</StatusCode>";
    for (const auto& line : order.lines)
      rest += "<Item>" + element("AmazonOrderItemCode", line.line_id) +
              element("CancelReason", cancel_reason(order.reason.value)) + "</Item>";
    messages += message(i + 1, order.channel_order_id, rest);
  }
  return envelope(seller_id, messages);
}

FeedReport read_report(std::string_view xml) {
  FeedReport report;
  report.processed = text_of(xml, "MessagesProcessed");
  report.successful = text_of(xml, "MessagesSuccessful");
  report.with_error = text_of(xml, "MessagesWithError");
  report.with_warning = text_of(xml, "MessagesWithWarning");
  for (std::size_t from = 0;;) {
    const auto result = next(xml, "Result", from);
    if (from == std::string_view::npos) return report;
    report.results.push_back({text_of(result, "MessageID"), text_of(result, "ResultCode"),
                              text_of(result, "ResultMessageCode"), text_of(result, "ResultDescription"),
                              text_of(result, "AmazonOrderID")});
  }
}

}  // namespace amazon
