// One account file with all that it consists of, from texts to a value that is checked by itself.
#pragma once
#include "host/config/build.hpp"
#include "host/config/load.hpp"
#include "host/config/merge.hpp"

namespace fairway::config {

struct AccountFile {
  std::string name, formerly;              // the account; empty: none could be told
  std::shared_ptr<const Account> account;  // null: the file cannot be parsed
  Findings findings;                       // of this account, templates included
  Sources sources;                         // without the templates' texts and the hash
  std::set<std::string> templates;         // that have a say in it, also those not found
  Uses uses;                               // what references and `skus.file` led to
};

struct AccountContext {
  const Catalogue& catalogue;
  const Schemas& schemas;
  const Spec& spec;  // account_spec()
  const References& references;
  bool secrets_required;
  Mode host_mode;
};

// `file` is its name in findings. `skus`: gives the SKU file by its name, and notes in the uses what it looked at.
using SkuFile = std::function<Result<Text>(const std::string& name, Uses& uses)>;
AccountFile read_account(const std::string& file, const Text& text, Templates& templates, const SkuFile& skus,
                         const AccountContext& context);

}  // namespace fairway::config
