#include "datasets.hpp"

#include <algorithm>

#include "errors.hpp"

namespace amazon {
namespace {

struct Dataset {
  const char* name;
  bool essential;
};
constexpr Dataset kAll[] = {{"BUYER", false},        {"RECIPIENT", true},   {"PROCEEDS", false},
                            {"CANCELLATION", false}, {"FULFILLMENT", true}, {"PACKAGES", false}};
constexpr std::string_view kStateKey = "datasets-refused";
constexpr std::int64_t kForgetAfterMs = 12 * 3'600'000;

struct Refused {
  fairway::Time until;
  std::vector<std::string> names;
};
BOOST_DESCRIBE_STRUCT(Refused, (), (until, names))

bool contains(const std::vector<std::string>& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

Refused load_refused(const fairway::Host& host, const fairway::Call& call) {
  const auto stored = host.state().get(call, kStateKey);
  Refused refused;
  fairway::JsonError error;
  if (!stored || !fairway::read_json(*stored, refused, error) || refused.until < host.now()) return {};
  return refused;
}

}  // namespace

Datasets Datasets::load(const fairway::Host& host, const fairway::Call& call) {
  const Refused refused = load_refused(host, call);
  Datasets sets;
  for (const Dataset& one : kAll)
    if (one.essential || !contains(refused.names, one.name)) sets.names_.emplace_back(one.name);
  return sets;
}

std::string Datasets::joined() const {
  std::string text;
  for (const auto& name : names_) text += (text.empty() ? "" : ",") + name;
  return text;
}

bool Datasets::complete() const { return names_.size() == std::size(kAll); }

bool Datasets::give_up(const fairway::Host& host, const fairway::Call& call, const fairway::HttpResponse& response) {
  if ((response.status != 400 && response.status != 403) || token_refused(response)) return false;
  const std::string said = describe_error(response);
  const bool about_data = response.status == 403 || said.find("includedData") != std::string::npos ||
                          said.find("data element") != std::string::npos;
  std::vector<std::string> named, spare;
  for (const Dataset& one : kAll) {
    if (!contains(names_, one.name)) continue;
    if (said.find(one.name) != std::string::npos) {
      if (one.essential) return false;
      named.emplace_back(one.name);
    }
    if (!one.essential) spare.emplace_back(one.name);
  }
  const auto& gone = !named.empty() ? named : spare;
  if (gone.empty() || (named.empty() && !about_data)) return false;
  std::erase_if(names_, [&](const std::string& name) { return contains(gone, name); });
  Refused refused{fairway::Time{host.now().ms + kForgetAfterMs}, {}};
  for (const Dataset& one : kAll)
    if (!contains(names_, one.name)) refused.names.emplace_back(one.name);
  host.state().put(call, kStateKey, fairway::to_json(refused));
  host.warn("Amazon refuses a part of the orders; they are fetched without it for half a day",
            {{"left", joined()}, {"said", said}});
  return true;
}

}  // namespace amazon
