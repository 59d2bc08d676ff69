#include "tests/fuzz/config_input.hpp"

#include "host/base/text.hpp"
#include "host/config/cases.hpp"

namespace fairway::config {
namespace {

constexpr std::string_view kMark = "#> ";
constexpr std::size_t kLongest = 10'000;  // of a finding: what an administrator reads, not the file once more

// Two values that are never to be seen, nor either half of one. As a password may look, which is no name, and a seller id.
constexpr std::array kSecretHalves{"qzjfirst", "xwkother"};
constexpr const char *kSecret = "Qzjfirst_Xwkother", *kSecretId = "QZJFIRSTXWKOTHER";

bool holds_secret(std::string_view text) {
  const auto lower = to_lower(text);
  return std::any_of(kSecretHalves.begin(), kSecretHalves.end(),
                     [&](const char* half) { return lower.find(half) != std::string::npos; });
}

int characters(std::string_view line) {
  return static_cast<int>(std::count_if(line.begin(), line.end(), [](char c) { return (c & 0xC0) != 0x80; }));
}

// Whether the place stands within the text of the file it names; its end counts.
bool stands_in(const std::map<std::string, std::string>& files, const Place& place) {
  const auto file = files.find(place.file);
  if (file == files.end() || place.line < 1 || place.column < 1) return false;
  const auto lines = split(file->second, '\n');
  const auto line = static_cast<std::size_t>(place.line);
  return line <= lines.size() && place.column <= characters(lines[line - 1]) + 1;
}

// Holds what the loader answers against what it promises.
class Judge {
 public:
  // `secret_written`: the input itself spells the secret out.
  explicit Judge(bool secret_written) : secret_written_(secret_written) {}

  void expect(bool held, const std::string& promise) {
    if (!held) answer.broken.push_back(promise);
  }

  void read(const Findings& findings, const std::map<std::string, std::string>& files) {
    for (const auto& finding : findings) {
      const auto text = finding.text();
      const auto expect_of_it = [&](bool held, const char* promise) {
        if (!held) answer.broken.push_back(fmt::format("{}: {}", promise, printable(text, 500)));
      };
      expect_of_it(valid_utf8(text), "a finding is text in UTF-8");
      expect_of_it(std::none_of(text.begin(), text.end(), [](unsigned char c) { return c < ' '; }), "a finding is one line");
      expect_of_it(text.size() < kLongest, "a finding is short");
      expect_of_it(!finding.message.empty(), "a finding says what is wrong");
      expect_of_it(secret_written_ || !holds_secret(text), "no finding shows a secret");
      expect_of_it(stands_in(files, finding.place), "a finding stands within the file it names");
    }
    answer.refused = answer.refused || has_errors(findings);
  }

  Answer answer;

 private:
  const bool secret_written_;
};

void judge_accounts(const Snapshot& snapshot, std::size_t files, Judge& judge) {
  judge.answer.accounts = snapshot.accounts.size();
  judge.expect(snapshot.accounts.size() + snapshot.rejected.size() == files, "a file is sound or refused, never both");
  std::size_t wrong = 0;
  for (const auto* file : {"accounts/a.yaml", "accounts/b.yaml"}) wrong += has_errors(findings_in(snapshot.findings, file));
  judge.expect(wrong <= snapshot.rejected.size(), "a file with an error gives no account");
  for (const auto& refused : snapshot.rejected)
    judge.expect(std::any_of(snapshot.findings.begin(), snapshot.findings.end(),
                             [&](const Finding& finding) {
                               return finding.severity == Severity::error && finding.place == refused.second;
                             }),
                 "what is refused is refused for an error that is told");
}

std::map<std::string, std::string> hashes(const Snapshot& snapshot) {
  std::map<std::string, std::string> out;
  for (const auto& [name, account] : snapshot.accounts) out[name] = account->hash;
  return out;
}

void judge_again(const Snapshot& first, const Snapshot& again, Judge& judge) {
  judge.expect(first.findings == again.findings && first.rejected == again.rejected, "equal bytes give equal findings");
  judge.expect(hashes(first) == hashes(again), "equal bytes give equal hashes");
}

// Beside the folder's own: its patterns would lead the loader through the whole machine.
std::string stored(const std::string& name) { return name == "fairway.yaml" ? "host.yaml" : name; }

}  // namespace

Inputs::Inputs() : loader_(folder_.path()) {
  folder_.set("S", kSecret).set("ID", kSecretId).set("P", "80").write("secret", kSecret);
}

Inputs::Files Inputs::files_of(std::string_view input) {
  Files out;
  std::string name(kInputFiles.front());
  while (!input.empty()) {
    const auto line = input.substr(0, std::min(input.find('\n'), input.size() - 1) + 1);
    input.remove_prefix(line.size());
    const auto said = line.starts_with(kMark) ? line.substr(kMark.size(), line.find_last_not_of("\r\n") + 1 - kMark.size())
                                              : std::string_view();
    const auto known = std::find(kInputFiles.begin(), kInputFiles.end(), said);
    if (known == kInputFiles.end()) out[name] += line;
    else out[name = std::string(*known)];
  }
  if (out.empty()) out[name];  // an account file with nothing in it
  return out;
}

void Inputs::put(const Files& files) {
  for (const auto& name : present_)
    if (!files.contains(name)) folder_.remove(stored(name));
  present_.clear();
  for (const auto& [name, text] : files) {
    folder_.write(stored(name), text);
    present_.insert(name);
  }
}

Answer Inputs::ask(std::string_view input, bool twice) {
  const auto files = files_of(input);
  put(files);
  Judge judge(holds_secret(input));
  auto options = folder_.options();
  options.sealed = [](const std::string& name) -> Result<std::string> {
    if (name == "s") return kSecret;
    return fail(FW_E_CONFIG, "no secret is sealed under this name");
  };

  auto read = files;
  read["fairway.yaml"] = "";  // the folder's own, of which nothing but its beginning is ever named
  const auto snapshot = loader_.load(catalogue_, options, true).snapshot;
  judge.read(snapshot.findings, read);
  judge_accounts(snapshot, files.count("accounts/a.yaml") + files.count("accounts/b.yaml"), judge);
  if (twice) judge_again(snapshot, load(folder_.path(), catalogue_, options), judge);

  if (files.contains("tests/t.yaml")) {
    const auto cases = read_cases(folder_.path(), snapshot, options);
    judge.read(cases.findings, files);
    judge.expect(cases.cases.empty() || !has_errors(cases.findings), "a file of tests with an error gives no test");
  }
  if (files.contains("fairway.yaml")) {
    options.host_file = folder_.path() / stored("fairway.yaml");
    const auto host = load_host(folder_.path(), options);
    judge.read(host.findings, files);
    judge.expect(!host.host.listen.empty(), "a fairway.yaml with errors leaves the defaults for the rest");
  }
  return std::move(judge.answer);
}

}  // namespace fairway::config
