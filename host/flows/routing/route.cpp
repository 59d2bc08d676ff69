#include "host/flows/routing/route.hpp"

#include <algorithm>
#include <optional>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "host/base/text.hpp"
#include "host/config/skus.hpp"

namespace fairway::flows {
namespace {

using config::Warehouse;
using Item = config::SkuTable::Item;

constexpr std::string_view kAmazon = "amazon";  // whose policy asks for the agreement
constexpr const char* kPrefer = "routing.prefer";
constexpr const char* kPinned = "fulfilled-by";
constexpr const char* kFallback = "routing.fallback-from-fba";
constexpr int kPullsThatCount = 2;  // older stock says nothing
constexpr std::size_t kShownSku = 60;
constexpr int kCoverTries = 20'000;  // some milliseconds: it is done while the database is written to

struct Need {
  LineQuantity line;
  const Item* item = nullptr;  // null: not linked, the SKU as it stands
};
using Needs = std::vector<const Need*>;
using Shippers = std::vector<const Warehouse*>;

bool holds(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

// The fewest of the shippers by which each need is met, of equal numbers those that come first; at most `most`.
class Cover {
 public:
  Cover(std::size_t shippers, std::vector<std::vector<std::size_t>> options)
      : chosen_(shippers), options_(std::move(options)) {}

  bool find(std::size_t most) {
    for (std::size_t k = 1; k <= std::min(most, chosen_.size()) && tries_ > 0; ++k)
      if (pick(0, k)) return true;
    return tries_ <= 0 && most >= chosen_.size() && each_first();
  }
  // Which of the chosen meets it: the first.
  std::size_t of(std::size_t need) const {
    return *std::find_if(options_[need].begin(), options_[need].end(), [&](auto i) { return chosen_[i]; });
  }

 private:
  // The fewest cannot be told in time: the first of each need, which is many where many items have shippers of their own.
  bool each_first() {
    std::fill(chosen_.begin(), chosen_.end(), false);
    for (const auto& options : options_) {
      if (options.empty()) return false;
      if (std::none_of(options.begin(), options.end(), [&](auto i) { return chosen_[i]; })) chosen_[options.front()] = true;
    }
    return true;
  }

  bool pick(std::size_t from, std::size_t left) {
    if (--tries_ <= 0) return false;
    std::set<std::size_t> useful;
    for (const auto& options : options_) {
      if (std::any_of(options.begin(), options.end(), [&](auto i) { return chosen_[i]; })) continue;
      if (options.empty() || options.back() < from) return false;  // nobody that is still to come meets it
      useful.insert(options.begin(), options.end());
    }
    if (useful.empty()) return true;
    if (left == 0) return false;
    for (auto i = useful.lower_bound(from); i != useful.end(); ++i) {
      chosen_[*i] = true;
      if (pick(*i + 1, left - 1)) return true;
      chosen_[*i] = false;
    }
    return false;
  }

  std::vector<bool> chosen_;
  std::vector<std::vector<std::size_t>> options_;  // of each need, in order
  int tries_ = kCoverTries;
};

class Router {
 public:
  Router(const config::Account& account, const config::Store& store, const StockView& stock, const Refusals& refusals)
      : account_(account), store_(store), stock_(stock), refusals_(refusals) {}

  Route run(const std::vector<LineQuantity>& lines) {
    for (const auto& line : lines)
      needs_.push_back({line, account_.skus ? account_.skus->sold_as(store_.nickname, line.sku) : nullptr});
    Needs all;
    for (const auto& need : needs_) all.push_back(&need);
    const auto may = [&](const Warehouse& one, const Need& need) {
      return pins(need).empty() ? holds(account_.prefer, one.name) : holds(pins(need), one.name);
    };
    auto parts = choose_stocked(all, may);
    if (!parts) parts = choose(all, shippers(), may);
    if (parts) settle(std::move(*parts));
    if (!out_.held.empty()) out_.parts.clear();
    return std::move(out_);
  }

 private:
  struct Share {
    const Warehouse* who;
    Needs needs;
    std::string because{};  // what a warehouse that comes before it lacks
  };

  const std::vector<std::string>& pins(const Need& need) const {
    static const std::vector<std::string> none;
    return need.item ? account_.skus->fulfilled_by(*need.item) : none;
  }
  std::string sku_at(const Warehouse& who, const Need& need) const {
    return need.item ? std::string(account_.skus->shipped_as(who.name, *need.item)) : need.line.sku;
  }
  bool allowed(const Warehouse& who) const { return store_.settings.plugin != kAmazon || who.amazon_agreement; }

  // All that may ship for this store: those preferred, then those that only items name.
  Shippers shippers() const {
    Shippers out;
    for (const auto& name : account_.prefer) add(out, account_.fulfiller(name));
    for (const auto* list : {&account_.warehouses, &account_.fulfilling_stores})
      for (const auto& one : *list) add(out, &one);
    return out;
  }
  void add(Shippers& out, const Warehouse* one) const {
    if (one && allowed(*one) && std::find(out.begin(), out.end(), one) == out.end()) out.push_back(one);
  }

  // Shares `needs` out; nothing where that cannot be, and says why.
  template <class May>
  std::optional<std::vector<Share>> choose(const Needs& needs, const Shippers& shippers, May may) {
    std::vector<std::vector<std::size_t>> options;
    for (const auto* need : needs) {
      auto& mine = options.emplace_back();
      for (std::size_t i = 0; i < shippers.size(); ++i)
        if (may(*shippers[i], *need)) mine.push_back(i);
      if (mine.empty()) return hold_for(*need), std::nullopt;
    }
    Cover cover(shippers.size(), options);
    if (!cover.find(account_.split ? shippers.size() : 1)) return hold_whole(needs, shippers, options), std::nullopt;
    std::vector<Share> out;
    for (std::size_t i = 0; i < needs.size(); ++i) share(out, shippers[cover.of(i)]).needs.push_back(needs[i]);
    return out;
  }
  // Without the warehouses that are known to have too little; nothing where it makes no difference, or there is no way then.
  template <class May>
  std::optional<std::vector<Share>> choose_stocked(const Needs& needs, May may) {
    std::map<std::pair<const Warehouse*, const Need*>, std::string> lacking;  // and what of it
    for (const auto& one : account_.warehouses)
      for (const auto* need : needs)
        if (auto why = lacks({&one, needs}, *need); !why.empty()) lacking.emplace(std::pair(&one, need), std::move(why));
    if (lacking.empty()) return std::nullopt;
    const auto all = shippers();
    auto parts = choose(needs, all, [&](const Warehouse& one, const Need& need) {
      return may(one, need) && !lacking.contains({&one, &need});
    });
    out_.held.clear();  // it may be held for something else
    if (parts)
      for (auto& part : *parts)
        for (auto who = all.begin(); who != all.end() && *who != part.who; ++who)
          for (const auto* need : part.needs)
            if (const auto found = lacking.find({*who, need});
                found != lacking.end() && may(**who, *need) && part.because.empty())
              part.because = found->second;
    return parts;
  }
  static Share& share(std::vector<Share>& all, const Warehouse* who) {
    const auto found = std::find_if(all.begin(), all.end(), [&](const Share& one) { return one.who == who; });
    return found == all.end() ? all.emplace_back(Share{who, {}}) : *found;
  }

  void hold(std::string why, config::Place place) {
    if (!out_.held.empty()) return;
    out_.held = std::move(why);
    out_.place = std::move(place);
  }
  void hold_for(const Need& need) {
    const auto& names = pins(need);
    const auto& asked = names.empty() ? account_.prefer : names;
    const bool unagreed = std::any_of(asked.begin(), asked.end(), [&](const auto& name) {
      const auto* one = account_.fulfiller(name);
      return one && !allowed(*one);
    });
    if (!names.empty())
      return hold(fmt::format("{} is fulfilled by {} alone, {}", printable(need.line.sku, kShownSku), fmt::join(names, ", "),
                              unagreed ? "without amazon-agreement: true" : "which ships nothing"),
                  account_.skus->place(*need.item));
    hold(unagreed ? "no warehouse with amazon-agreement: true" : "no warehouse is configured", place_of_prefer(nullptr));
  }
  void hold_whole(const Needs& needs, const Shippers& shippers, const std::vector<std::vector<std::size_t>>& options) {
    std::string who;
    for (std::size_t i = 0; i < needs.size(); ++i) {
      std::vector<std::string> names;
      for (const auto at : options[i]) names.push_back(shippers[at]->name);
      who += fmt::format("{}{} by {}", i == 0 ? "" : "; ", printable(needs[i]->line.sku, kShownSku), fmt::join(names, ", "));
    }
    hold("nobody ships all of it, and routing.split is off: " + who,
         written({"/routing/split", "/routing"}, account_.place));
  }

  config::Place written(const std::vector<std::string>& pointers, const config::Place& otherwise) const {
    for (const auto& pointer : pointers)
      if (const auto found = account_.places.find(pointer); found != account_.places.end() && found->second.line > 0)
        return found->second;
    return otherwise;
  }
  config::Place listed(const std::vector<std::string>& names, const std::string& pointer, const Warehouse* who) const {
    if (!who) return written({pointer}, account_.place);
    const auto at = std::find(names.begin(), names.end(), who->name) - names.begin();
    return written({fmt::format("{}/{}", pointer, at), pointer}, who->place);
  }
  config::Place place_of_prefer(const Warehouse* who) const { return listed(account_.prefer, "/routing/prefer", who); }

  void settle(std::vector<Share> shares) {
    for (auto& one : shares) {
      std::string because;
      const auto lacking = one.who->of_store ? unable(one, because) : Needs();
      if (lacking.empty()) chosen(one);
      else fall_back(one, lacking, because);
    }
  }

  void chosen(const Share& one) {
    const auto pinned =
        std::find_if(one.needs.begin(), one.needs.end(), [&](const auto* need) { return !pins(*need).empty(); });
    if (pinned == one.needs.end()) add_part(one, kPrefer, place_of_prefer(one.who), one.because);
    else add_part(one, kPinned, account_.skus->place(*(*pinned)->item), one.because);
  }

  void add_part(const Share& one, const char* rule, config::Place place, const std::string& because) {
    auto part =
        std::find_if(out_.parts.begin(), out_.parts.end(), [&](const Part& each) { return each.fulfiller == one.who; });
    if (part == out_.parts.end()) part = out_.parts.insert(part, {one.who, {}, rule, std::move(place), because});
    if (part->because.empty()) part->because = because;
    for (const auto* need : one.needs)
      part->lines.push_back({need->line.line_id, sku_at(*one.who, *need), need->line.quantity});
  }

  // What of its share the store cannot ship, as far as is known.
  Needs unable(const Share& one, std::string& because) const {
    if (const auto refused = refusals_.find(one.who->name);
        refused != refusals_.end() && stands(*one.who, refused->second)) {
      because = fmt::format("{} refused it: {}", one.who->name, refused->second.message);
      return one.needs;
    }
    Needs out;
    for (const auto* need : one.needs) {
      auto why = lacks(one, *need);
      if (why.empty()) continue;
      out.push_back(need);
      if (because.empty()) because = std::move(why);
    }
    return out;
  }
  // What of the item whoever has the share is known to lack; empty: it has enough, or nobody knows.
  std::string lacks(const Share& one, const Need& need) const {
    const auto sku = sku_at(*one.who, need);
    const auto wanted = units(one, sku);
    const auto* level = known_level(stock_, *one.who, sku);
    if (!level || level->available >= wanted) return {};
    const auto age = std::chrono::duration_cast<std::chrono::minutes>(stock_.now - level->at);
    return fmt::format("{} has {} of {}, {} are ordered (stock of {} minutes ago)", one.who->name, level->available,
                       printable(sku, kShownSku), wanted, age.count());
  }
  std::int64_t units(const Share& one, const std::string& sku) const {
    std::int64_t sum = 0;
    for (const auto* need : one.needs)
      if (sku_at(*one.who, *need) == sku) sum += need->line.quantity;
    return sum;
  }
  bool stands(const Warehouse& who, const Refusal& refusal) const {
    return refusal.lacked.empty() || std::any_of(refusal.lacked.begin(), refusal.lacked.end(), [&](const auto& each) {
             const auto* level = known_level(stock_, who, each.first);
             return !level || level->available < each.second;
           });
  }

  // One warehouse for the whole share where one may ship it, else what is lacking goes and the rest stays.
  void fall_back(const Share& one, const Needs& lacking, const std::string& because) {
    const auto may = [&](const Warehouse& who, const Need& need) {
      return pins(need).empty() || holds(pins(need), who.name);
    };
    Shippers all, whole, stocked;
    for (const auto& name : account_.fallback) add(all, account_.warehouse(name));
    for (const auto* who : all)
      if (std::all_of(one.needs.begin(), one.needs.end(), [&](const auto* need) { return may(*who, *need); })) {
        whole.push_back(who);
        std::string unsaid;
        if (unable({who, one.needs}, unsaid).empty()) stocked.push_back(who);
      }
    if (!whole.empty()) return take_over({(stocked.empty() ? whole : stocked).front(), one.needs}, because);
    auto shares = all.empty() || !account_.split ? std::nullopt : choose(lacking, all, may);
    if (!shares) {
      out_.held.clear();  // this says more than that nobody ships it
      return hold(fmt::format("{}; {} names no warehouse that may ship it", because, kFallback),
                  written({"/routing/fallback-from-fba", "/routing"}, one.who->place));
    }
    Share rest{one.who, {}};
    for (const auto* need : one.needs)
      if (std::find(lacking.begin(), lacking.end(), need) == lacking.end()) rest.needs.push_back(need);
    if (!rest.needs.empty()) chosen(rest);
    for (const auto& each : *shares) take_over(each, because);
  }
  void take_over(const Share& one, const std::string& because) {
    add_part(one, kFallback, listed(account_.fallback, "/routing/fallback-from-fba", one.who), because);
  }

  const config::Account& account_;
  const config::Store& store_;
  const StockView& stock_;
  const Refusals& refusals_;
  std::vector<Need> needs_;
  Route out_;
};

}  // namespace

const StockView::Level* known_level(const StockView& stock, const config::Warehouse& who, const std::string& sku) {
  const auto found = stock.levels.find({who.name, sku});
  if (found == stock.levels.end() || stock.now - found->second.at > kPullsThatCount * who.stock_every) return nullptr;
  return &found->second;
}

Route route(const config::Account& account, const config::Store& store, const std::vector<LineQuantity>& lines,
            const StockView& stock, const Refusals& refusals) {
  return lines.empty() ? Route() : Router(account, store, stock, refusals).run(lines);
}

}  // namespace fairway::flows
