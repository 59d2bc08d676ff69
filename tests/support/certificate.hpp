// A certificate that a test makes up.
#pragma once
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <cstdio>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>

namespace fairway {

struct FreedByOpenSsl {
  void operator()(EVP_PKEY* key) const { ::EVP_PKEY_free(key); }
  void operator()(X509* certificate) const { ::X509_free(certificate); }
};

// A certificate for localhost that vouches for itself, and its key, as files.
class Certificate {
 public:
  Certificate() {
    auto pattern = (std::filesystem::temp_directory_path() / "fairway-tls-XXXXXX").string();
    folder_ = ::mkdtemp(pattern.data());
    const std::unique_ptr<EVP_PKEY, FreedByOpenSsl> key(::EVP_EC_gen("P-256"));
    const std::unique_ptr<X509, FreedByOpenSsl> made(::X509_new());
    ::X509_set_version(made.get(), 2);
    ::ASN1_INTEGER_set(::X509_get_serialNumber(made.get()), 1);
    ::X509_gmtime_adj(::X509_getm_notBefore(made.get()), -3600);
    ::X509_gmtime_adj(::X509_getm_notAfter(made.get()), 3600);
    ::X509_set_pubkey(made.get(), key.get());
    auto* name = ::X509_get_subject_name(made.get());
    ::X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, reinterpret_cast<const unsigned char*>("localhost"), -1, -1, 0);
    ::X509_set_issuer_name(made.get(), name);
    add(made.get(), NID_subject_alt_name, "DNS:localhost");
    add(made.get(), NID_basic_constraints, "critical,CA:TRUE");
    ::X509_sign(made.get(), key.get(), ::EVP_sha256());
    write(certificate(), [&](FILE* to) { ::PEM_write_X509(to, made.get()); });
    write(key_file(), [&](FILE* to) { ::PEM_write_PrivateKey(to, key.get(), nullptr, nullptr, 0, nullptr, nullptr); });
  }
  ~Certificate() { std::filesystem::remove_all(folder_); }
  std::string certificate() const { return folder_ / "certificate.pem"; }
  std::string key_file() const { return folder_ / "key.pem"; }

 private:
  static void add(X509* to, int what, const char* value) {
    auto* extension = ::X509V3_EXT_conf_nid(nullptr, nullptr, what, value);
    ::X509_add_ext(to, extension, -1);
    ::X509_EXTENSION_free(extension);
  }
  static void write(const std::string& path, const std::function<void(FILE*)>& body) {
    FILE* file = std::fopen(path.c_str(), "w");
    body(file);
    std::fclose(file);
  }
  std::filesystem::path folder_;
};

}  // namespace fairway
