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

std::string ack_feed(const std::string& seller_id, std::span<const fairway::Item<fairway::OrderAck>> orders) {
  std::string xml =
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
      "<AmazonEnvelope xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" "
      "xsi:noNamespaceSchemaLocation=\"amzn-envelope.xsd\">\n"
      "<Header><DocumentVersion>1.01</DocumentVersion>" +
      element("MerchantIdentifier", seller_id) + "</Header>\n<MessageType>OrderAcknowledgement</MessageType>\n";
  for (std::size_t i = 0; i < orders.size(); ++i) {
    const fairway::OrderAck& order = orders[i].document;
    xml += "<Message><MessageID>" + std::to_string(i + 1) + "</MessageID><OrderAcknowledgement>" +
           element("AmazonOrderID", order.channel_order_id);
    if (!order.seller_order_id.empty()) xml += element("MerchantOrderID", order.seller_order_id);
    xml += "<StatusCode>Success</StatusCode></OrderAcknowledgement></Message>\n";
  }
  return xml + "</AmazonEnvelope>\n";
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
