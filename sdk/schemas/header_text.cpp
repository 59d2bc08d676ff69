#include "header_text.hpp"

#include <filesystem>
#include <fstream>
#include <regex>

namespace fairway::pages {
namespace {

std::string trimmed(std::string text) {
  const auto from = text.find_first_not_of(" \t");
  if (from == std::string::npos) return {};
  return text.substr(from, text.find_last_not_of(" \t") - from + 1);
}

void append_sentence(std::string& to, const std::string& more) {
  if (!to.empty() && !more.empty()) to += ' ';
  to += more;
}

class Reader {
 public:
  Reader(Headers& all, std::string header) : all_(all), header_(std::move(header)) {}

  void line(const std::string& text) {
    if (!open_) return outside(text);
    if (text.starts_with("}")) return close();
    inside(text);
  }

 private:
  void outside(const std::string& text) {
    static const std::regex kBegin(R"(^(?:struct|class) (\w+)[^;]*\{$)");
    if (text.starts_with("// ")) return append_sentence(comment_, trimmed(text.substr(3)));
    if (std::smatch found; std::regex_match(text, found, kBegin)) {
      open_ = &all_[found[1]];
      *open_ = {header_, comment_, {}, {}, {}};
      last_ = nullptr;
    }
    if (!text.starts_with("template")) comment_.clear();
  }

  void inside(const std::string& text) {
    static const std::regex kSchema(R"re(^  static constexpr std::string_view kSchema = "(.*)";$)re");
    static const std::regex kGroup(R"(^  // (.*)$)");
    static const std::regex kComment(R"(^\s{3,}// (.*)$)");  // goes on beside the members
    std::smatch found;
    if (std::regex_match(text, found, kSchema)) {
      open_->schema = found[1];
    } else if (text.find("virtual") != std::string::npos && text.find("= 0;") != std::string::npos) {
      const auto from = text.find("virtual ") + 8;
      open_->methods.push_back(trimmed(text.substr(from, text.find(" = 0;") - from)));
    } else if (std::regex_match(text, found, kGroup)) {
      append_sentence(group_, trimmed(found[1]));
    } else if (std::regex_match(text, found, kComment)) {
      if (last_) append_sentence(last_->meaning, trimmed(found[1]));
    } else {
      members(text);
    }
  }

  // "Pii name, email;  // the buyer's", "std::int64_t quantity = 0;", also cut after the type: "std::vector<std::string>"
  void members(const std::string& text) {
    static const std::regex kMembers(
        R"(^((?:[\w:]+)(?:<.*>)?) ((?:\w+(?: = [^,;]+|\{[^}]*\})?)(?:, \w+(?: = [^,;]+)?)*);(?:\s*// (.*))?$)");
    static const std::regex kName(R"((\w+)(?: = [^,]+|\{[^}]*\})?(?:, |$))");
    static const std::regex kTypeAlone(R"(^[\w:]+<.*>$)");
    auto whole = trimmed(text);
    if (std::regex_match(whole, kTypeAlone)) return void(cut_ = whole + ' ');
    whole = std::exchange(cut_, {}) + whole;
    last_ = nullptr;
    std::smatch found;
    if (!std::regex_match(whole, found, kMembers)) return group_.clear();
    const std::string names = found[2];
    for (std::sregex_iterator one(names.begin(), names.end(), kName), end; one != end; ++one)
      open_->members.push_back({(*one)[1], {found[1], trimmed(found[3]), std::exchange(group_, {})}});
    last_ = &open_->members.back().second;
  }

  void close() {
    open_ = nullptr;
    comment_.clear(), group_.clear();
  }

  Headers& all_;
  const std::string header_;
  std::string comment_, cut_, group_;
  Declared* open_ = nullptr;
  Member* last_ = nullptr;
};

}  // namespace

Headers read_headers(const std::string& folder) {
  Headers all;
  const auto root = std::filesystem::path(folder).parent_path();
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    if (entry.path().extension() != ".hpp") continue;
    std::ifstream file(entry.path());
    Reader reader(all, entry.path().lexically_relative(root).string());
    for (std::string line; std::getline(file, line);) reader.line(line);
  }
  return all;
}

}  // namespace fairway::pages
