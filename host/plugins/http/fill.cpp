#include "host/plugins/http/fill.hpp"

#include "host/base/json.hpp"
#include "host/base/text.hpp"

namespace fairway::plugins::http {
namespace {

void urls_of(const json::value& value, std::vector<Url>& out) {
  if (const auto* text = value.if_string()) {
    if (!text->starts_with("http://") && !text->starts_with("https://")) return;
    if (auto url = parse_url(*text)) out.push_back(std::move(*url));
  } else if (const auto* list = value.if_array()) {
    for (const auto& each : *list) urls_of(each, out);
  } else if (const auto* object = value.if_object()) {
    for (const auto& member : *object) urls_of(member.value(), out);
  }
}

}  // namespace

Filler::Filler(std::string_view manifest, std::string_view settings, const std::map<std::string, std::string>& secrets)
    : secrets_(secrets) {
  if (const auto parsed = parse_json(settings)) urls_of(*parsed, urls_);
  const auto parsed = parse_json(manifest);
  if (!parsed) return;
  if (const auto* hosts = find(*parsed, "hosts"); hosts && hosts->is_array())
    for (const auto& host : hosts->get_array())
      if (host.is_string()) patterns_.push_back(to_lower(host.get_string()));
  if (const auto* rates = find(*parsed, "rates"); rates && rates->is_array())
    for (const auto& rate : rates->get_array())
      if (const auto header = text_at(rate, "header"); !header.empty())
        rate_headers_.emplace(text_at(rate, "operation"), to_lower(header));
}

bool Filler::wants(std::string_view text) {
  return text.find("{{secret:") != std::string_view::npos || text.find("{{basic:") != std::string_view::npos;
}

Result<std::string> Filler::fill(std::string_view text, Masker& masker) const {
  std::string out;
  for (auto open = text.find("{{"); open != std::string_view::npos; open = text.find("{{")) {
    out += text.substr(0, open);
    text.remove_prefix(open);
    const auto close = text.find("}}");
    const auto what = close == std::string_view::npos ? std::string_view() : text.substr(2, close - 2);
    if (!what.starts_with("secret:") && !what.starts_with("basic:")) {
      out += "{{";
      text.remove_prefix(2);
      continue;
    }
    auto filled = value(what, masker);
    if (!filled) return filled;
    out += *filled;
    text.remove_prefix(close + 2);
  }
  return out.append(text);
}

Result<std::string> Filler::value(std::string_view what, Masker& masker) const {
  const bool basic = what.starts_with("basic:");
  what.remove_prefix(what.find(':') + 1);
  std::string_view user, name = what, form;
  if (basic) {
    const auto colon = what.rfind(':');
    if (colon == std::string_view::npos) return fail(FW_E_CONFIG, "{{basic:…}} needs USER:SECRET");
    user = what.substr(0, colon);
    name = what.substr(colon + 1);
  } else if (const auto bar = what.find('|'); bar != std::string_view::npos) {
    name = what.substr(0, bar);
    form = what.substr(bar + 1);
  }
  const auto secret = secrets_.find(std::string(name));
  if (secret == secrets_.end()) return fail(FW_E_CONFIG, fmt::format("there is no secret named {}", name));
  if (basic) {
    auto pair = to_base64(fmt::format("{}:{}", user, secret->second));
    masker.learn(pair);
    return pair;
  }
  if (form.empty()) return secret->second;
  if (form == "url") return percent_encoded(secret->second);
  if (form == "base64") return to_base64(secret->second);
  return fail(FW_E_CONFIG, fmt::format("a secret can be written |url or |base64, not |{}", form));
}

Status Filler::may_have_secrets(const Url& url) const {
  const auto same = [&](const Url& known) { return known.host == url.host && (url.tls || !known.tls); };
  if (std::any_of(urls_.begin(), urls_.end(), same)) return {};
  const auto matches = [&](const std::string& pattern) { return host_matches(pattern, url.host); };
  if (std::none_of(patterns_.begin(), patterns_.end(), matches))
    return fail(FW_E_CONFIG,
                fmt::format("no secret is sent to {}: neither the plugin's manifest nor a setting names it", url.host));
  if (!url.tls) return fail(FW_E_CONFIG, fmt::format("no secret is sent to {} without https", url.host));
  return {};
}

std::string Filler::rate_header(std::string_view operation) const {
  const auto found = rate_headers_.find(std::string(operation));
  return found == rate_headers_.end() ? "" : found->second;
}

}  // namespace fairway::plugins::http
