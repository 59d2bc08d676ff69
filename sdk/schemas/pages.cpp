#include "pages.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <stdexcept>

#include "fairway/json.hpp"

namespace fairway::pages {
namespace {

struct Page {
  std::string file, title;
  std::vector<std::string> mixins;
  std::vector<std::string> documents;  // and answers, by the name of their struct
};

const std::vector<Page>& all_pages() {
  static const std::vector<Page> all{
      {"orders", "Orders from a channel", {"OrderSource", "OrderIdSource"}, {"Order", "OrderId"}},
      {"order-answers",
       "What a channel is told of an order",
       {"Acknowledger", "OrderCanceller", "NoticeSink"},
       {"OrderAck", "OrderCancellation", "Notice"}},
      {"fulfilment", "Orders to a warehouse", {"Fulfiller"}, {"FulfilmentOrder", "Cancellation"}},
      {"shipments", "Parcels", {"ShipmentSource", "ShipmentSink"}, {"Shipment"}},
      {"stock", "Stock", {"StockSource", "StockLookup"}, {"StockLookupParams", "StockLevel"}},
      {"listings",
       "Listings and the channel's catalogue",
       {"ListingSource", "ListingStates", "ProductSource"},
       {"Listing", "ListingStateParams", "ListingShown", "ProductParams", "Product"}},
      {"listing-changes",
       "Changes of listings",
       {"ListingSink", "ListingBulkSink", "ListingVerdicts"},
       {"ListingChange", "ListingAnswer", "ListingBulkChange", "ListingVerdictParams", "ListingVerdict"}},
      {"listing-files",
       "A channel's own file of listings",
       {"ListingFileReader", "ListingFileWriter"},
       {"ListingFilePiece", "ListingFilePlace", "ListingFileQuestion", "ListingFileAnswer"}},
      {"notices", "What a remote says", {"NoticeSource"}, {"Notice"}},
      {"webhooks", "Webhooks", {"HookSource"}, {"HookRequest"}},
      {"files", "Files with people in them", {"FileKeeper"}, {"RetentionRequest"}},
      {"shipping-map", "Shipping maps", {"ShippingMapper"}, {"ShippingQuestion", "ShippingAnswer"}},
      {"policies", "Policies", {"Policy"}, {"PolicyQuestion", "PolicyAnswer"}},
      {"connecting",
       "Signing in",
       {"Verifier", "Authorizer"},
       {"ConnectBegin", "ConnectUrl", "ConnectComplete", "ConnectGrant", "ConnectIdentity"}}};
  return all;
}

const Declared& declared(const Headers& headers, const std::string& name) {
  const auto found = headers.find(name);
  if (found == headers.end()) throw std::runtime_error(name + " is declared in no header");
  return found->second;
}

std::string inner_of(const std::string& type) {  // of "std::optional<Time>": "Time"
  const auto from = type.find('<');
  return from == std::string::npos ? type : type.substr(from + 1, type.rfind('>') - from - 1);
}

// What needs no table of its own.
const std::map<std::string, std::string>& plain_types() {
  static const std::map<std::string, std::string> kPlain{
      {"std::string", "text"}, {"std::string_view", "text"}, {"std::int64_t", "number"}, {"double", "number"},
      {"bool", "yes or no"},   {"Pii", "text, personal"},    {"Time", "time"},           {"Extra", "members of your own"},
      {"RawJson", "any JSON"}};
  return kPlain;
}

// The struct that a type is made of in the end, if it is one of the SDK's.
std::string struct_in(const Headers& headers, std::string type) {
  if (type.starts_with("std::map<")) type = type.substr(type.find(',') + 1), type = type.substr(0, type.rfind('>'));
  while (type.find('<') != std::string::npos && !type.starts_with("Open<")) type = inner_of(type);
  while (type.starts_with(" ")) type.erase(0, 1);
  return headers.contains(type) && !plain_types().contains(type) ? type : std::string();
}

std::string type_text(const Headers& headers, const std::string& type) {
  if (const auto plain = plain_types().find(type); plain != plain_types().end()) return plain->second;
  if (type.starts_with("std::optional<")) return type_text(headers, inner_of(type));
  if (type.starts_with("std::vector<")) return "list of " + type_text(headers, inner_of(type));
  if (type.starts_with("Open<")) return "one of";
  if (type.starts_with("std::map<"))
    return "by name: " + type_text(headers, inner_of(type).substr(inner_of(type).find(", ") + 2));
  return headers.contains(type) ? "[" + type + "](#" +
                                      [&] {
                                        std::string anchor = type;
                                        std::transform(anchor.begin(), anchor.end(), anchor.begin(),
                                                       [](unsigned char c) { return std::tolower(c); });
                                        return anchor;
                                      }() +
                                      ")"
                                : "`" + type + "`";
}

// The values that a schema knows of a member: " `a`, `b`".
std::string known_values(const JsonView& schema) {
  std::string out;
  const auto& values = schema["x-known-values"].exists() ? schema["x-known-values"] : schema["items"]["x-known-values"];
  for (const auto& value : values.items()) out += (out.empty() ? " `" : ", `") + value.text() + "`";
  return out;
}

std::string cell_text(std::string text) {
  for (std::size_t at = 0; (at = text.find('|', at)) != std::string::npos; at += 2) text.insert(at, "\\");
  return text;
}

// A member that was read from no header must not be missing from its page in silence.
void expect_all(const std::string& name, const Declared& it, const JsonView& schema) {
  for (const auto& [property, type] : schema["properties"].members())
    if (std::none_of(it.members.begin(), it.members.end(), [&](const auto& one) { return one.first == property; }))
      throw std::runtime_error(name + "::" + property + " is not read from " + it.header);
}

class Writer {
 public:
  Writer(const Headers& headers, const Schemas& schemas) : headers_(headers), schemas_(schemas) {}

  std::string page(const Page& page) {
    out_ = "# " + page.title + "\n";
    for (const auto& name : page.mixins) mixin(name);
    for (const auto& name : page.documents) waiting_.push_back(name);
    for (std::size_t i = 0; i < waiting_.size(); ++i) fields(std::string(waiting_[i]));
    return out_;
  }

 private:
  void mixin(const std::string& name) {
    const auto& it = declared(headers_, name);
    out_ += "\n## `" + name + "`\n\n" + it.comment + "\n\n```text\n#include <" + it.header + ">\n";
    for (const auto& method : it.methods) out_ += method + "\n";
    out_ += "```\n";
  }

  void fields(const std::string& name) {
    if (!done_.insert(name).second) return;
    const auto& it = declared(headers_, name);
    out_ += "\n## " + name + (it.schema.empty() ? "" : " (`" + it.schema + "`)") + "\n\n";
    if (!it.comment.empty()) out_ += it.comment + "\n\n";
    const auto schema = schemas_.contains(it.schema) ? JsonView::parse(schemas_.at(it.schema)) : JsonView();
    expect_all(name, it, schema);
    out_ += "| member | is | |\n|---|---|---|\n";
    for (const auto& [member, what] : it.members) {
      if (what.type == "Extra") continue;
      const auto known =
          what.type.find("Open<") != std::string::npos ? values_of(schema, member, inner_open(what.type)) : "";
      if (!what.group.empty()) out_ += "| *" + cell_text(what.group) + "* | | |\n";
      out_ += "| `" + member + "` | " + type_text(headers_, what.type) + known + " | " + cell_text(what.meaning) + " |\n";
      if (const auto inner = struct_in(headers_, what.type); !inner.empty()) waiting_.push_back(inner);
    }
  }

  static std::string inner_open(const std::string& type) {
    const auto from = type.find("Open<") + 5;
    return type.substr(from, type.find('>', from) - from);
  }

  // Of a nested struct's member the schema of the document around it tells: the values of an enum are the same everywhere.
  std::string values_of(const JsonView& schema, const std::string& member, const std::string& type) {
    auto known = known_values(schema["properties"][member]);
    if (!known.empty()) return values_[type] = known;
    if (const auto before = values_.find(type); before != values_.end()) return before->second;
    for (const auto& [document, text] : schemas_)
      if (known = search(JsonView::parse(text), member); !known.empty()) break;
    return known;
  }
  static std::string search(const JsonView& schema, const std::string& member) {
    for (const auto& [name, inner] : schema["properties"].members()) {
      if (name == member)
        if (auto known = known_values(inner); !known.empty()) return known;
      for (const auto& below : {inner, inner["items"], inner["additionalProperties"]})
        if (auto known = search(below, member); !known.empty()) return known;
    }
    return {};
  }

  const Headers& headers_;
  const Schemas& schemas_;
  std::string out_;
  std::vector<std::string> waiting_;
  std::set<std::string> done_;
  std::map<std::string, std::string> values_;
};

}  // namespace

std::map<std::string, std::string> capability_pages(const Headers& headers, const Schemas& schemas) {
  std::map<std::string, std::string> made;
  std::string index =
      "# Capabilities\n\nWhat a plugin can be, a page each, with the members of its documents. The pages are made from the "
      "SDK's "
      "headers;\n[writing a plugin](../writing-a-plugin.md) says how to go about it.\n\n| page | mixins |\n|---|---|\n";
  for (const auto& page : all_pages()) {
    made[page.file + ".md"] = Writer(headers, schemas).page(page);
    index += "| [" + page.title + "](" + page.file + ".md) | ";
    for (const auto& name : page.mixins) index += (&name == &page.mixins.front() ? "`" : ", `") + name + "`";
    index += " |\n";
  }
  made["README.md"] = index;
  return made;
}

}  // namespace fairway::pages
