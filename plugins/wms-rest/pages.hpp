// Lists that come in pages, from where the last call left off.
#pragma once
#include <functional>
#include <string>

#include "client.hpp"

namespace wms_rest {

// The warehouse does not know the page's cursor any more.
struct PageLost {};

// One page of `path`, which has a query already. Throws PageLost where a cursor is refused.
inline remote::RawPage fetch_page(const Client& client, const fairway::Call& call, const std::string& path,
                                  const std::string& cursor, const std::string& operation) {
  auto response = client.get(call, cursor.empty() ? path : path + "&cursor=" + fairway::url_encode(cursor), operation);
  if (!cursor.empty() &&
      (response.status == 400 || response.status == 404 || response.status == 410 || response.status == 422))
    throw PageLost{};
  auto page = expect_success(std::move(response), operation).as<remote::RawPage>();
  if (!page.items) throw fairway::Error::unavailable(operation + ": an answer without items");
  if (page.next == cursor) page.next.clear();  // going round in circles
  return page;
}

}  // namespace wms_rest
