// Orders as rows, and which fields a column may have.
#pragma once
#include <string>
#include <vector>

#include "settings.hpp"

namespace wms_csv {

// The usual ones where the settings name none.
std::vector<OutColumn> order_columns(const Settings&);
std::vector<OutColumn> cancellation_columns(const Settings&);
bool is_order_field(const std::string& field);
bool is_cancellation_field(const std::string& field);

std::string header_row(const std::vector<OutColumn>&, const Settings&);
// One row for each line, in the encoding of the file. Throws Error REJECTED, pointing to the field, where that cannot be.
std::string rows_of(const fairway::FulfilmentOrder&, const std::vector<OutColumn>&, const Settings&);
std::string row_of(const fairway::Cancellation&, const std::vector<OutColumn>&, const Settings&);

}  // namespace wms_csv
