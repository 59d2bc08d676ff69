// Puts secrets into a request at the last moment, and only towards hosts that may have them.
#pragma once
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "host/plugins/http/url.hpp"
#include "host/plugins/wire/mask.hpp"

namespace fairway::plugins::http {

// Forms: {{secret:NAME}}, {{secret:NAME|url}} percent-encoded, {{secret:NAME|base64}}, {{basic:USER:NAME}} Base64 of
// "USER:secret" as HTTP Basic wants it. Anything else between double braces is left as it is.
class Filler {
 public:
  // Hosts: those of the manifest (over https only) and of every setting that is an http or https URL (without TLS only
  // where it stands there so).
  Filler(std::string_view manifest, std::string_view settings, const std::map<std::string, std::string>& secrets);

  // What it puts in is taught to `masker`. CONFIG names the secret that is not there.
  Result<std::string> fill(std::string_view text, Masker& masker) const;
  static bool wants(std::string_view text);
  // CONFIG, naming the host, unless secrets may go there.
  Status may_have_secrets(const Url& url) const;
  // The header of the answer that tells the rate now in force, or empty.
  std::string rate_header(std::string_view operation) const;

 private:
  Result<std::string> value(std::string_view what, Masker& masker) const;

  std::map<std::string, std::string> secrets_;
  std::vector<std::string> patterns_;
  std::vector<Url> urls_;
  std::map<std::string, std::string> rate_headers_;
};

}  // namespace fairway::plugins::http
