#include <sstream>

#include <Poco/DOM/AutoPtr.h>
#include <Poco/DOM/DOMParser.h>
#include <Poco/DOM/Document.h>
#include <Poco/DOM/Element.h>
#include <Poco/DOM/NodeList.h>
#include <Poco/SAX/SAXException.h>

#include "host/base/text.hpp"
#include "host/sandbox/amazon/feeds.hpp"
#include "host/sandbox/rules.hpp"

namespace fairway::sandbox {
namespace {

namespace xml = Poco::XML;

constexpr std::string_view kReasons[] = {"NoInventory",
                                         "ShippingAddressUndeliverable",
                                         "CustomerExchange",
                                         "BuyerCanceled",
                                         "GeneralAdjustment",
                                         "CarrierCreditDecision",
                                         "RiskAssessmentInformationNotValid",
                                         "CarrierCoverageFailure",
                                         "CustomerReturn",
                                         "MerchandiseNotReceived",
                                         "CannotVerifyInformation",
                                         "PricingError",
                                         "RejectOrder",
                                         "WeatherDelay"};

std::string child_text(const xml::Element& parent, const std::string& name) {
  const auto* child = parent.getChildElement(name);
  return child ? std::string(child->innerText()) : std::string();
}

std::vector<const xml::Element*> children(const xml::Element& parent, std::string_view name) {
  std::vector<const xml::Element*> out;
  for (auto* node = parent.firstChild(); node; node = node->nextSibling())
    if (node->nodeName() == name) out.push_back(static_cast<const xml::Element*>(node));
  return out;
}

Result<AckMessage> read_message(const xml::Element& message) {
  AckMessage out;
  out.message_id = child_text(message, "MessageID");
  if (out.message_id.empty()) return fail(FW_E_INVALID, "a Message has no MessageID");
  const auto* ack = message.getChildElement("OrderAcknowledgement");
  if (!ack) return fail(FW_E_INVALID, "a Message has no OrderAcknowledgement");
  out.order_id = child_text(*ack, "AmazonOrderID");
  out.merchant_order_id = child_text(*ack, "MerchantOrderID");
  const auto status = child_text(*ack, "StatusCode");
  if (out.order_id.empty()) return fail(FW_E_INVALID, "AmazonOrderID is missing");
  if (status != "Success" && status != "Failure") return fail(FW_E_INVALID, "StatusCode must be Success or Failure");
  out.success = status == "Success";
  for (const auto* item : children(*ack, "Item")) {
    AckItem one{child_text(*item, "AmazonOrderItemCode"), child_text(*item, "MerchantOrderItemID"),
                child_text(*item, "CancelReason")};
    if (one.item_id.empty()) return fail(FW_E_INVALID, "AmazonOrderItemCode is missing");
    if (!one.cancel_reason.empty() &&
        std::find(std::begin(kReasons), std::end(kReasons), one.cancel_reason) == std::end(kReasons))
      return fail(FW_E_INVALID, "unknown CancelReason " + one.cancel_reason);
    out.items.push_back(std::move(one));
  }
  return out;
}

Result<AckFeed> read_envelope(const xml::Element& root) {
  if (root.nodeName() != "AmazonEnvelope") return fail(FW_E_INVALID, "the root is not AmazonEnvelope");
  const auto* header = root.getChildElement("Header");
  if (!header || child_text(*header, "DocumentVersion") != "1.01") return fail(FW_E_INVALID, "DocumentVersion must be 1.01");
  if (child_text(root, "MessageType") != "OrderAcknowledgement")
    return fail(FW_E_INVALID, "MessageType must be OrderAcknowledgement");
  AckFeed feed{child_text(*header, "MerchantIdentifier"), {}};
  for (const auto* message : children(root, "Message")) {
    auto read = read_message(*message);
    if (!read) return fail(std::move(read.error()));
    for (const auto& earlier : feed.messages)
      if (earlier.message_id == read->message_id)
        return fail(FW_E_INVALID, "MessageID " + read->message_id + " is used twice");
    feed.messages.push_back(std::move(*read));
  }
  if (feed.messages.empty()) return fail(FW_E_INVALID, "there is no Message");
  return feed;
}

std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '<') out += "&lt;";
    else if (c == '&') out += "&amp;";
    else out += c;
  }
  return out;
}

}  // namespace

std::string_view name_of(FeedStatus status) {
  constexpr std::string_view kNames[] = {"IN_QUEUE", "IN_PROGRESS", "DONE", "FATAL", "CANCELLED"};
  return kNames[static_cast<std::size_t>(status)];
}

Result<AckFeed> parse_acknowledgements(const std::string& text) {
  try {
    xml::DOMParser parser;
    parser.setFeature(xml::DOMParser::FEATURE_FILTER_WHITESPACE, true);
    const xml::AutoPtr<xml::Document> document = parser.parseString(text);
    return read_envelope(*document->documentElement());
  } catch (const Poco::Exception& error) { return fail(FW_E_INVALID, "not XML: " + printable(error.displayText(), 200)); }
}

std::string processing_report(const std::string& feed_id, const std::string& seller, std::size_t processed,
                              const std::vector<AckResult>& failed) {
  std::string out = fmt::format(
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<AmazonEnvelope>\n<Header><DocumentVersion>1.02</DocumentVersion>"
      "<MerchantIdentifier>{}</MerchantIdentifier></Header>\n<MessageType>ProcessingReport</"
      "MessageType>\n<Message><MessageID>1</MessageID>"
      "<ProcessingReport><DocumentTransactionID>{}</DocumentTransactionID><StatusCode>Complete</"
      "StatusCode><ProcessingSummary>"
      "<MessagesProcessed>{}</MessagesProcessed><MessagesSuccessful>{}</MessagesSuccessful><MessagesWithError>{}</"
      "MessagesWithError>"
      "<MessagesWithWarning>0</MessagesWithWarning></ProcessingSummary>\n",
      escaped(seller), feed_id, processed, processed - failed.size(), failed.size());
  for (const auto& one : failed)
    out += fmt::format(
        "<Result><MessageID>{}</MessageID><ResultCode>Error</ResultCode><ResultMessageCode>{}</ResultMessageCode>"
        "<ResultDescription>{}</ResultDescription></Result>\n",
        escaped(one.message_id), one.code, escaped(one.description));
  return out + "</ProcessingReport></Message>\n</AmazonEnvelope>\n";
}

}  // namespace fairway::sandbox
