#include "host/config/account_file.hpp"

#include "host/base/text.hpp"
#include "host/config/crosschecks.hpp"
#include "host/config/hash.hpp"
#include "host/config/skus.hpp"

namespace fairway::config {
namespace {

// The name on the line `account: …` (or `formerly: …`) of a file that cannot be parsed, so that its account is refused and
// not absent.
std::string name_in(const std::string& bytes, std::string_view key) {
  for (const auto& line : split(bytes, '\n')) {
    if (!line.starts_with(key)) continue;
    const auto begin = line.find_first_not_of(" \t\"'", key.size());
    if (begin == std::string::npos) return {};
    return line.substr(begin, line.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-", begin) - begin);
  }
  return {};
}

// Its bytes, as part of the account; a finding where it is not there.
Text sku_file(Draft& draft, const SkuFile& skus, AccountFile& out) {
  const auto* written = node_at(draft.tree, {"skus", "file"});
  const std::string name(text_at(draft.account.blocks.at("skus"), "file"));
  if (!written || name.empty()) return nullptr;
  auto bytes = skus(name, out.uses);
  if (bytes) return out.sources.texts[name] = *bytes;
  draft.findings.push_back(
      {Severity::error, written->mark.place(), "skus.file", bytes.error().message + " in the configuration folder"});
  return nullptr;
}

// A store named in `fulfilled-by` means its own fulfilment.
void check_pins(Draft& draft, const SkuTable& table) {
  std::set<std::string> said;
  for (const auto& item : table.items())
    for (const auto& name : table.fulfilled_by(item))
      if (!draft.account.fulfiller(name) && said.insert(name).second)
        draft.findings.push_back(
            {Severity::warning, table.place(item), "skus.file",
             fmt::format(
                 "fulfilled-by names the store \"{}\", which ships nothing for others: what only it may ship is held",
                 name)});
}

void read_sku_table(Draft& draft, const Text& bytes) {
  if (!bytes) return;
  SkuNames names;
  for (const auto& store : draft.account.stores) names.stores.push_back(store.nickname);
  for (const auto& warehouse : draft.account.warehouses) names.warehouses.push_back(warehouse.name);
  auto read = read_skus(std::string(text_at(draft.account.blocks.at("skus"), "file")), bytes, names);
  draft.account.skus = std::move(read.table);
  draft.findings.insert(draft.findings.end(), read.findings.begin(), read.findings.end());
  if (draft.account.skus) check_pins(draft, *draft.account.skus);
}

}  // namespace

AccountFile read_account(const std::string& file, const Text& text, Templates& templates, const SkuFile& skus,
                         const AccountContext& context) {
  AccountFile out;
  out.sources.file = file;
  out.sources.texts[file] = text;
  auto parsed = parse_yaml(*text, file);
  if (!parsed.root) {
    out.name = name_in(*text, "account:");
    out.formerly = name_in(*text, "formerly:");
    out.findings = std::move(parsed.findings);
    return out;
  }
  auto findings = std::move(parsed.findings);
  auto tree = templates.extended(std::move(*parsed.root), findings, out.templates);
  const auto references = context.references.noting(out.uses);
  auto draft =
      build_account(file, std::move(tree), context.spec,
                    {context.catalogue, context.schemas, references, {}, context.secrets_required}, context.host_mode);
  const auto sku_bytes = sku_file(draft, skus, out);
  read_sku_table(draft, sku_bytes);
  check_names(draft, context.catalogue);
  check_switches(draft);
  check_unwise(draft, context.references.folder());
  draft.account.hash = hash_of(draft, sku_bytes);
  out.name = draft.account.name;
  out.formerly = draft.account.formerly;
  out.findings = std::move(draft.findings);
  out.findings.insert(out.findings.end(), findings.begin(), findings.end());
  out.account = std::make_shared<const Account>(std::move(draft.account));
  return out;
}

}  // namespace fairway::config
