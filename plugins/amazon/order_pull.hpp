// The stream `orders`: every order that changed, whatever its status.
#pragma once
#include <map>
#include <set>
#include <string>
#include <vector>

#include "client.hpp"
#include "datasets.hpp"
#include "remote/orders.hpp"
#include "window.hpp"

namespace amazon {

// What the host sends along. One pull serves all stores of a seller in a region.
struct OrderParams {
  using json_case = fairway::KebabCase;
  struct Store {
    using json_case = fairway::KebabCase;
    std::string nickname, marketplace_id;
  };
  std::vector<Store> stores;           // none: this store alone
  std::optional<fairway::Time> since;  // where the first window begins
  std::optional<fairway::Time> until;  // a scan of the past has an end
  std::vector<std::string> ids;        // these orders and no others; the cursor stays as it is
  std::vector<std::string> statuses;   // for counting: only orders with these, as order/1 writes them; none: any
  std::vector<std::string> fulfilled_by;
};
BOOST_DESCRIBE_STRUCT(OrderParams::Store, (), (nickname, marketplace_id))
BOOST_DESCRIBE_STRUCT(OrderParams, (), (stores, since, until, ids, statuses, fulfilled_by))

class OrderPull {
 public:
  OrderPull(const fairway::Host&, const Client&, const Settings&, const fairway::Call&, const fairway::PullRequest&,
            fairway::PullOut&);
  void run();

 private:
  Window resume() const;
  void begin_again(Window&);
  std::string query(const Window&) const;
  std::string parameters(const Window&) const;  // without the token: what must not change between pages
  remote::SearchPage fetch(Window&);
  void note_end(Window&, const remote::SearchPage&) const;
  void run_windowless();
  void take(const fairway::RawJson& row);
  bool place(const remote::Order&, fairway::Order&);
  void fetch_service_text(fairway::Order&) const;
  void report() const;

  fairway::Host host_;
  const Client& client_;
  const Settings& settings_;
  const fairway::Call& call_;
  const fairway::PullRequest& request_;
  fairway::PullOut& out_;
  OrderParams params_;
  Datasets datasets_;
  std::map<std::string, std::string> stores_;  // marketplace id -> nickname
  std::set<std::string> used_tokens_;          // since the window's beginning
  std::set<std::string> foreign_;              // marketplaces of orders that no store wants
  std::int64_t taken_ = 0, passed_over_ = 0;
};

}  // namespace amazon
