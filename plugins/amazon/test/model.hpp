// Amazon's own models as fixtures: every example answer in them, and what they allow a request to say.
#pragma once
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <optional>
#include <string>
#include <vector>

#include "fairway/json.hpp"

namespace amazon_test {

struct Example {
  int status = 0;
  std::string request;  // JSON of the sandbox's request, or empty
  std::string body;
};

class Model {
 public:
  // Nothing without FAIRWAY_SPAPI_MODELS, or without the file.
  static std::optional<Model> load(const std::string& file) {
    const char* folder = std::getenv("FAIRWAY_SPAPI_MODELS");
    if (folder == nullptr) return std::nullopt;
    std::ifstream in(std::string(folder) + '/' + file, std::ios::binary);
    if (!in) return std::nullopt;
    std::string text{std::istreambuf_iterator<char>(in), {}};
    if (text.starts_with("\xEF\xBB\xBF")) text.erase(0, 3);
    return Model(std::move(text));
  }
  static constexpr const char* kWhere =
      "set FAIRWAY_SPAPI_MODELS to a folder with Amazon's models (github.com/amzn/selling-partner-api-models, see "
      "README.md)";

  // Static answers of Amazon's sandbox and the examples of the documentation.
  std::vector<Example> examples(const std::string& path, const std::string& method) const {
    std::vector<Example> all;
    for (const auto& [status, response] : operation(path, method)["responses"].members()) {
      const int code = std::atoi(status.c_str());
      for (const auto& one : response["x-amzn-api-sandbox"]["static"].items())
        all.push_back({code, std::string(one["request"].raw()), std::string(one["response"].raw())});
      if (const auto example = response["examples"]["application/json"]; example.exists())
        all.push_back({code, {}, std::string(example.raw())});
      else if (const auto bare = response["examples"]; bare["payload"].exists())  // some models leave the media type out
        all.push_back({code, {}, std::string(bare.raw())});
    }
    return all;
  }

  // What is wrong with the query of this URL; empty: nothing.
  std::string judge_query(const std::string& url, const std::string& path, const std::string& method) const {
    std::string rest = url.find('?') == std::string::npos ? "" : url.substr(url.find('?') + 1);
    while (!rest.empty()) {
      const std::string pair = rest.substr(0, rest.find('&'));
      rest = pair.size() == rest.size() ? "" : rest.substr(pair.size() + 1);
      const std::string name = pair.substr(0, pair.find('=')), value = pair.substr(pair.find('=') + 1);
      if (const std::string wrong = judge_parameter(operation(path, method)["parameters"], name, value); !wrong.empty())
        return wrong;
    }
    return {};
  }

  // Members that the definition does not have, and required ones that the body does not have.
  std::string judge_body(const std::string& body, const std::string& definition) const {
    return judge(fairway::JsonView::parse(body), definition, definition);
  }

 private:
  explicit Model(std::string text) : text_(std::move(text)) { fairway::JsonView::parse(text_); }
  fairway::JsonView operation(const std::string& path, const std::string& method) const {
    return fairway::JsonView::parse(text_)["paths"][path][method];
  }

  static std::string judge_parameter(const fairway::JsonView& parameters, const std::string& name,
                                     const std::string& value) {
    for (const auto& parameter : parameters.items()) {
      if (parameter["name"].text() != name) continue;
      const auto allowed = parameter["items"]["enum"].items();
      for (std::string rest = value; !allowed.empty() && !rest.empty();) {
        const std::string one = rest.substr(0, rest.find(','));
        rest = one.size() == rest.size() ? "" : rest.substr(one.size() + 1);
        bool known = false;
        for (const auto& word : allowed) known = known || word.text() == one;
        if (!known) return name + " may not be " + one;
      }
      return {};
    }
    return "no parameter " + name;
  }

  static std::string name_of(const fairway::JsonView& reference) {
    const std::string text = reference["$ref"].text();
    return text.substr(text.rfind('/') + 1);
  }

  std::string judge(const fairway::JsonView& value, const std::string& definition, const std::string& at) const {
    const auto schema = fairway::JsonView::parse(text_)["definitions"][definition];
    for (const auto& name : schema["required"].items())
      if (value.is_object() && !value[name.text()].exists()) return at + " lacks " + name.text();
    for (const auto& [name, member] : value.members()) {
      const auto property = schema["properties"][name];
      if (!property.exists()) return at + " has no member " + name;
      if (property["type"].text() == "string" && !member.is_string()) return at + '.' + name + " is no text";
      if (const std::string wrong =
              property["$ref"].exists() ? judge(member, name_of(property), at + '.' + name) : std::string();
          !wrong.empty())
        return wrong;
    }
    if (schema["items"].exists())
      for (const auto& one : value.items())
        if (const std::string wrong = judge(one, name_of(schema["items"]), at + "[]"); !wrong.empty()) return wrong;
    return {};
  }

  std::string text_;
};

}  // namespace amazon_test
