#include "host/config/cases.hpp"

#include "host/base/text.hpp"
#include "host/config/check.hpp"
#include "host/config/files.hpp"
#include "host/config/host_file.hpp"

namespace fairway::config {
namespace {

namespace fs = std::filesystem;

std::vector<Case::Line> lines_of(const json::value& list) {
  std::vector<Case::Line> out;
  for (const auto& line : list.as_array())
    out.push_back({std::string(text_at(line, "sku")), number_at(line, "quantity", 1)});
  return out;
}

std::optional<std::string> said(const json::value& object, std::string_view key) {
  const auto* value = find(object, key);
  return value && value->is_string() ? std::optional<std::string>(value->get_string()) : std::nullopt;
}

// "west", or those that share the order: "west + east".
std::vector<std::string> parts_of(const std::string& warehouse) {
  std::vector<std::string> out;
  for (std::size_t from = 0; from <= warehouse.size();) {
    const auto to = std::min(warehouse.find(kAnd, from), warehouse.size());
    out.push_back(warehouse.substr(from, to - from));
    from = to + kAnd.size();
  }
  return out;
}

Case build(const json::value& values, const Where& where, const Outcome& outcome) {
  Case out;
  const auto place = [&](const std::string& pointer) {
    const auto found = outcome.places.find(where.pointer + pointer);
    return found == outcome.places.end() ? Place() : found->second;
  };
  out.place = place("");
  const auto& order = values.at("order");
  for (const auto& [key, field] :
       {std::pair("store", &out.store), std::pair("method", &out.method), std::pair("category", &out.category),
        std::pair("country", &out.country), std::pair("weight", &out.weight), std::pair("value", &out.value)})
    *field = std::string(text_at(order, key));
  if (const auto* lines = find(order, "lines")) out.lines = lines_of(*lines);
  if (out.lines.empty()) out.lines = {{"ANY", 1}};
  const auto& expected = values.at("expect");
  out.service = said(expected, "service");
  out.warehouse = said(expected, "warehouse");
  out.state = said(expected, "state");
  if (const auto* lines = find(expected, "lines"); lines && lines->is_array()) out.expected_lines = lines_of(*lines);
  for (const auto* key : {"service", "warehouse", "state", "lines"}) out.places[key] = place("/expect/" + std::string(key));
  return out;
}

class Reader {
 public:
  Reader(fs::path folder, const Snapshot& snapshot, const LoadOptions& options)
      : folder_(std::move(folder)), snapshot_(snapshot), references_(folder_, options.environment) {}

  Cases run(const LoadOptions& options) {
    const auto host = read_host(folder_, references_, options);
    for (const auto& path : matching(folder_, host.tests)) read(path);
    tidy(out_.findings);
    return std::move(out_);
  }

 private:
  void read(const fs::path& path) {
    const auto name = shown(path, folder_);
    auto parsed = parse_file(path, name);
    Outcome outcome;
    if (parsed.root) {
      const auto values = Checker(references_, {}, outcome).check(&*parsed.root, spec_, {});
      outcome.findings.insert(outcome.findings.end(), parsed.findings.begin(), parsed.findings.end());
      if (!has_errors(outcome.findings)) take(values, name, outcome);
    } else {
      outcome.findings = std::move(parsed.findings);
    }
    out_.findings.insert(out_.findings.end(), outcome.findings.begin(), outcome.findings.end());
  }

  void take(const json::value& values, const std::string& file, Outcome& outcome) {
    const std::string account_name(text_at(values, "account"));
    if (snapshot_.rejected.contains(account_name)) return;  // its own findings say why
    const auto account = snapshot_.accounts.find(account_name);
    if (account == snapshot_.accounts.end()) {
      std::vector<std::string> known;
      for (const auto& [name, each] : snapshot_.accounts) known.push_back(name);
      return unknown(outcome, "/account", "account", "no account \"" + account_name + "\"", account_name, known);
    }
    std::vector<Case> cases;
    for (const auto& member : values.at("tests").as_object()) {
      const auto where = Where{}.key("tests").key(member.key());
      auto one = build(member.value(), where, outcome);
      one.file = file;
      one.account = account_name;
      one.name = std::string(member.key());
      check_names(one, *account->second, where, outcome);
      cases.push_back(std::move(one));
    }
    if (!has_errors(outcome.findings)) out_.cases.insert(out_.cases.end(), cases.begin(), cases.end());
  }

  static void check_names(const Case& one, const Account& account, const Where& where, Outcome& outcome) {
    std::vector<std::string> stores, warehouses;
    for (const auto& store : account.stores) stores.push_back(store.nickname);
    for (const auto* list : {&account.warehouses, &account.fulfilling_stores})
      for (const auto& fulfiller : *list) warehouses.push_back(fulfiller.name);
    const auto store = where.key("order").key("store"), warehouse = where.key("expect").key("warehouse");
    if (!account.store(one.store))
      unknown(outcome, store.pointer, store.path, "no store \"" + one.store + "\" in the account", one.store, stores);
    if (!one.warehouse || *one.warehouse == kNowhere) return;
    for (const auto& name : parts_of(*one.warehouse))
      if (!account.fulfiller(name))
        unknown(outcome, warehouse.pointer, warehouse.path, "no warehouse \"" + name + "\" in the account", name,
                warehouses);
  }

  static void unknown(Outcome& outcome, const std::string& pointer, const std::string& path, std::string message,
                      const std::string& word, const std::vector<std::string>& known) {
    outcome.findings.push_back({Severity::error, outcome.places[pointer], path, message + did_you_mean(word, known)});
  }

  const fs::path folder_;
  const Snapshot& snapshot_;
  const References references_;
  const Spec spec_ = case_spec();
  Cases out_;
};

}  // namespace

Cases read_cases(const fs::path& folder, const Snapshot& snapshot, const LoadOptions& options) {
  return Reader(folder, snapshot, options).run(options);
}

}  // namespace fairway::config
