// fairway.yaml.
#include "host/config/spec/spec.hpp"

namespace fairway::config {
namespace {

Spec notify_spec() {
  auto password = text();
  password.secret = true;
  auto keys = told_keys();
  keys.push_back(
      {"smtp",
       object(
           {
               {"host", text().matching("^[^\\s/@]+$", "allowed is the name of a host"), "The mail server", true},
               {"port", integer().from(1).to(65535).with_default(587), "465 with `security: tls`, else 587 or 25"},
               {"security", choice({"starttls", "tls", "none"}, "starttls"),
                "none only for a server on this machine, or without user and password"},
               {"user", text(), "Who signs in; left out: nobody does"},
               {"password", std::move(password), "The password of `user`"},
               {"from", mail_address(), "The sender", true},
               {"authorities", text(), "Certificates (PEM) of those who may vouch for the server; left out: the system's"},
           })
           .or_null(),
       "How e-mail is sent; left out: none is"});
  return object(std::move(keys));
}

}  // namespace

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
      {"notify", notify_spec(), "Who is told of what happens to any account and to the host itself, and how mail is sent"},
      {"plugins", list_of(text().in_the_open()),
       "Folders searched for *.so; left out: the plugins built or installed with the host"},
      {"accounts", text().with_default("accounts/*.yaml").in_the_open(), "The account files"},
      {"templates", text().with_default("templates/*.yaml").in_the_open(), "The named pieces that accounts can extend"},
      {"tests", text().with_default("tests/*.yaml").in_the_open(), "Expectations that `fairway test` checks"},
  });
}

}  // namespace fairway::config
