#include "made_up.hpp"

#include "fairway/documents/keys.hpp"
#include "fairway/documents/registry.hpp"
#include "fairway/json.hpp"

namespace fairway::conformance {
namespace {

const std::string kAddress =
    R"({"name":"Made Up","line1":"1 Sample Street","city":"Springfield","postal_code":"62701","state":"IL","country":"US"})";

// `#` is the number of the document.
std::string pattern_of(const std::string& schema) {
  const std::string order = R"("channel_order_id":"902-#")",
                    lines = R"("lines":[{"line_id":"#","sku":"SKU-#","quantity":1}])";
  if (schema == "shipment/1")
    return R"({"id":"P-#","reference":"R-#","fulfilment_id":"F-#",)" + order +
           R"(,"package_reference":"1","carrier":"UPS","service":"UPS Ground","tracking_number":"1Z999AA1012345678#",)"
           R"("shipped_at":"2026-01-02T10:00:00Z",)" +
           lines + "}";
  if (schema == "order-ack/1") return "{" + order + R"(,"seller_order_id":"A-#",)" + lines + "}";
  if (schema == "fulfilment-order/1")
    return R"({"reference":"R-#","po_number":"PO-#",)" + order + R"(,"store":"us-main","service":"UPS Ground","ship_to":)" +
           kAddress +
           R"(,"company":"Example Works","lines":[{"line_id":"#","sku":"SKU-#","title":"A sample","quantity":1}]})";
  if (schema == "cancellation/1") return R"({"reference":"R-#","fulfilment_id":"F-#",)" + order + R"(,"reason":"made up"})";
  if (schema == "order-cancellation/1") return "{" + order + R"(,"reason":"no-inventory","whole":true,)" + lines + "}";
  if (schema == "notice/1") return R"({"kind":"order-held",)" + order + R"(,"severity":"info","message":"made up"})";
  const std::string change = R"({"sku":"SKU-#","wish":"delist","product_type":"PRODUCT","fulfilled_by":"merchant"})";
  if (schema == "listing-change/1") return change;
  if (schema == "listing-bulk-change/1") return R"({"change":)" + change + "}";
  if (schema == "shipping-question/1")
    return R"({"account":"acme","store":"us-main",)" + order +
           R"(,"method":"Std US D2D Dom","category":"Standard","country":"US","weight":"0.#","value":"1#.50"})";
  if (schema == "policy-question/1")
    return R"({"proposed":{"account":"acme","company":"Acme","stores":[{"nickname":"s#","plugin":"made-up","enabled":true}]}})";
  if (schema == "listing-file-question/1") return "{}";
  return {};
}

std::string numbered(std::string text, int number) {
  for (auto at = text.find('#'); at != std::string::npos; at = text.find('#', at))
    text.replace(at, 1, std::to_string(number));
  return text;
}

}  // namespace

std::vector<std::string> made_up_questions(const std::string& schema, int count) {
  std::vector<std::string> all;
  const auto pattern = pattern_of(schema);
  for (int i = 1; i <= count && !pattern.empty(); ++i) all.push_back(numbered(pattern, i));
  return all;
}

std::vector<testing::Document> made_up(const std::string& schema, int count) {
  std::vector<testing::Document> all;
  int number = 0;
  for (auto& body : made_up_questions(schema, count))
    all.push_back({schema, schema + "-made-up-" + std::to_string(++number), std::move(body)});
  return all;
}

}  // namespace fairway::conformance
