// fairway.yaml.
#include "host/config/spec/spec.hpp"

namespace fairway::config {

Spec host_spec() {
  auto listener = object({
                             {"listen", of_type(Type::address), "Where /hooks/… is served", true},
                             {"url", of_type(Type::url), "How the outside world reaches it", true},
                             {"certificate", text(), "Certificate chain (PEM); left out behind a proxy that ends TLS"},
                             {"key", text(), "Private key (PEM) of the certificate"},
                         })
                      .or_null();
  return object({
      {"listen", of_type(Type::address).with_default("127.0.0.1:8480").in_the_open(), "Where the admin API is served"},
      {"public", std::move(listener), "The public listener: serves only /hooks/…"},
      {"auth", choice({"token", "none"}, "token"), "Who may use the admin API; none only on a loopback address"},
      {"mode", choice({"live", "observe"}, "live"), "observe: everything but sending, to run beside an old system"},
      {"database",
       text()
           .with_default("sqlite:fairway.db")
           .matching("^(sqlite:.+|postgres(ql)?://.+)$", "allowed are sqlite:FILE and postgresql://user@host/db"),
       "Where state is kept; a SQLite file lies in the data folder"},
      {"plugins", list_of(text().in_the_open()),
       "Folders searched for *.so; left out: the plugins built or installed with the host"},
      {"accounts", text().with_default("accounts/*.yaml").in_the_open(), "The account files"},
      {"templates", text().with_default("templates/*.yaml").in_the_open(), "The named pieces that accounts can extend"},
      {"tests", text().with_default("tests/*.yaml").in_the_open(), "Expectations that `fairway test` checks"},
  });
}

}  // namespace fairway::config
