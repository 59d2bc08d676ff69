// Transactions over a Pool. Each keeps the pool alive, so a database may go before its last transaction.
#pragma once
#include <memory>

#include "host/storage/database.hpp"
#include "host/storage/sqlite/pool.hpp"

namespace fairway::storage {

Result<std::unique_ptr<Transaction>> begin_write(const std::shared_ptr<Pool>& pool);
Result<std::unique_ptr<Transaction>> begin_read(const std::shared_ptr<Pool>& pool);

}  // namespace fairway::storage
