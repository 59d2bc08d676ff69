// Numbered changes of the schema, each applied once, in order, in a transaction of its own.
#pragma once
#include <string>
#include <vector>

#include "host/base/result.hpp"

namespace fairway::storage {

struct Migration {
  int number;            // NNNN of its file
  std::string name;      // the file's stem
  std::string checksum;  // SHA-256 of the file, hex
  std::string sql;
};

// The files of host/storage/schema, as they were when this binary was built.
const std::vector<Migration>& schema();

class Session;

// CONFIG, with nothing changed, when the database knows a migration that `all` lacks (a newer host made it) or one whose
// text has changed since.
Status migrate(Session& session, const std::vector<Migration>& all);
// The same judgement without applying anything: for a backup about to be restored.
Status check_migrations(Session& session, const std::vector<Migration>& all);
// And CONFIG when one of `all` is yet to be applied.
Status check_current(Session& session, const std::vector<Migration>& all);

}  // namespace fairway::storage
