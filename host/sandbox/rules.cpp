#include "host/sandbox/rules.hpp"

#include <charconv>

#include "host/base/text.hpp"

namespace fairway::sandbox {
namespace {

bool listed(std::string_view choices, std::string_view value) {
  while (!choices.empty()) {
    const auto end = choices.find(' ');
    if (choices.substr(0, end) == value) return true;
    choices = end == std::string_view::npos ? std::string_view() : choices.substr(end + 1);
  }
  return false;
}

std::int64_t code_points(std::string_view text) {
  return std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; });
}

bool positive_digits(std::string_view text) {
  return !text.empty() && text.size() < 19 && text.find_first_not_of("0123456789") == std::string_view::npos &&
         text.find_first_not_of('0') != std::string_view::npos;
}

std::string wrong_text(Kind kind, std::string_view value, std::string_view choices, std::int64_t min, std::int64_t max) {
  switch (kind) {
    case Kind::text:
      if (!valid_utf8(value)) return "is not UTF-8";
      if (code_points(value) < min) return fmt::format("must have at least {} characters", min);
      if (max > 0 && code_points(value) > max) return fmt::format("must have at most {} characters", max);
      return {};
    case Kind::time: return value.size() > 10 && parse_time(value) ? "" : "must be a date and time in ISO 8601";
    case Kind::choice: return listed(choices, value) ? "" : fmt::format("must be one of {}", choices);
    case Kind::digits: return positive_digits(value) ? "" : "must be a positive number in a string";
    case Kind::country:
      return value.size() == 2 && std::all_of(value.begin(), value.end(), [](char c) { return c >= 'A' && c <= 'Z'; })
                 ? ""
                 : "must be a country of two capital letters";
    case Kind::email: return value.find('@') != std::string_view::npos ? "" : "must be an e-mail address";
    default: return {};
  }
}

std::string wrong_parameter(const Param& param, std::string_view value) {
  switch (param.kind) {
    case Kind::integer: {
      std::int64_t number = 0;
      const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), number);
      if (error != std::errc() || end != value.data() + value.size()) return "must be a whole number";
      return param.max > 0 && (number < param.min || number > param.max)
                 ? fmt::format("must be {} to {}", param.min, param.max)
                 : "";
    }
    case Kind::flag: return value == "true" || value == "false" ? "" : "must be true or false";
    case Kind::choices:
      for (const auto& one : split(value, ','))
        if (!listed(param.choices, one)) return fmt::format("'{}' is not one of {}", printable(one, 60), param.choices);
      return {};
    case Kind::list: {
      const auto items = split(value, ',');
      if (std::any_of(items.begin(), items.end(), [](const auto& one) { return one.empty(); })) return "has an empty item";
      return param.max > 0 && static_cast<std::int64_t>(items.size()) > param.max
                 ? fmt::format("has more than {} items", param.max)
                 : "";
    }
    default: return wrong_text(param.kind, value, param.choices, param.min, param.max);
  }
}

std::string wrong_value(const Field& field, const json::value& value) {
  switch (field.kind) {
    case Kind::object: return value.is_object() ? "" : "must be an object";
    case Kind::array: {
      if (!value.is_array()) return "must be an array";
      const auto size = static_cast<std::int64_t>(value.get_array().size());
      if (size < field.min) return fmt::format("must have at least {} items", field.min);
      return field.max > 0 && size > field.max ? fmt::format("must have at most {} items", field.max) : "";
    }
    case Kind::integer: {
      if (!value.is_int64() && !value.is_uint64()) return "must be a whole number";
      json::error_code error;
      const auto number = value.to_number<std::int64_t>(error);
      if (error || number < field.min) return fmt::format("must be at least {}", field.min);
      return field.max > 0 && number > field.max ? fmt::format("must be at most {}", field.max) : "";
    }
    case Kind::number: return value.is_number() ? "" : "must be a number";
    case Kind::flag: return value.is_bool() ? "" : "must be true or false";
    default:
      return value.is_string() ? wrong_text(field.kind, value.get_string(), field.choices, field.min, field.max)
                               : "must be a string";
  }
}

std::string joined(std::string_view base, std::string_view name) {
  return base.empty() ? std::string(name) : fmt::format("{}.{}", base, name);
}

// Checks the members of one object against the fields whose path is `prefix` and one name more.
class BodyCheck {
 public:
  BodyCheck(std::span<const Field> fields, std::vector<Problem>& problems) : fields_(fields), problems_(problems) {}

  void object(const json::object& members, std::string_view prefix, const std::string& shown) {
    for (const auto& field : fields_) {
      const auto name = member_of(field.path, prefix);
      if (name.empty()) continue;
      const auto* value = members.if_contains(name);
      if (value) one(field, *value, joined(shown, name));
      else if (field.required) problems_.push_back({joined(shown, name), "is missing"});
    }
    for (const auto& member : members)
      if (!known(prefix, member.key())) problems_.push_back({joined(shown, member.key()), "is not a known member", false});
  }

 private:
  // The bare name where `path` is a direct member of `prefix`, else nothing.
  static std::string_view member_of(std::string_view path, std::string_view prefix) {
    if (!prefix.empty()) {
      if (path.size() <= prefix.size() + 1 || !path.starts_with(prefix) || path[prefix.size()] != '.') return {};
      path.remove_prefix(prefix.size() + 1);
    }
    return path.find('.') == std::string_view::npos && !path.ends_with("[]") ? path : std::string_view();
  }
  bool known(std::string_view prefix, std::string_view name) const {
    return std::any_of(fields_.begin(), fields_.end(), [&](const Field& f) { return member_of(f.path, prefix) == name; });
  }
  bool has_members(std::string_view prefix) const {
    return std::any_of(fields_.begin(), fields_.end(), [&](const Field& f) { return !member_of(f.path, prefix).empty(); });
  }

  void one(const Field& field, const json::value& value, const std::string& shown) {
    if (auto wrong = wrong_value(field, value); !wrong.empty()) {
      problems_.push_back({shown, std::move(wrong)});
      return;
    }
    if (field.kind == Kind::object && has_members(field.path)) object(value.get_object(), field.path, shown);
    if (field.kind == Kind::array) items(field, value.get_array(), shown);
  }

  void items(const Field& field, const json::array& values, const std::string& shown) {
    const auto prefix = std::string(field.path) + "[]";
    const auto* item =
        std::find_if(fields_.data(), fields_.data() + fields_.size(), [&](const Field& f) { return f.path == prefix; });
    const bool objects = has_members(prefix);
    for (std::size_t i = 0; i < values.size(); ++i) {
      const auto at = fmt::format("{}[{}]", shown, i);
      if (item != fields_.data() + fields_.size()) one(*item, values[i], at);
      else if (objects && !values[i].is_object()) problems_.push_back({at, "must be an object"});
      else if (objects) object(values[i].get_object(), prefix, at);
    }
  }

  std::span<const Field> fields_;
  std::vector<Problem>& problems_;
};

}  // namespace

std::optional<std::vector<std::string>> match(std::string_view pattern, std::string_view path) {
  std::vector<std::string> values;
  for (;;) {
    const auto a = pattern.find('/', 1), b = path.find('/', 1);
    const auto piece = pattern.substr(0, a), given = path.substr(0, b);
    if (piece.size() > 1 && piece[1] == '{') {
      if (given.size() < 2) return std::nullopt;
      values.push_back(percent_decode(given.substr(1), false));
    } else if (piece != given) {
      return std::nullopt;
    }
    if ((a == std::string_view::npos) != (b == std::string_view::npos)) return std::nullopt;
    if (a == std::string_view::npos) return values;
    pattern.remove_prefix(a);
    path.remove_prefix(b);
  }
}

void check_params(const Operation& operation, const Request& request, std::vector<Problem>& problems) {
  for (const auto& param : operation.params) {
    const auto* text = param.in == In::query ? request.parameter(param.name) : nullptr;
    const bool there = param.in == In::query ? text != nullptr : request.has_header(param.name);
    if (!there) {
      if (param.required) problems.push_back({std::string(param.name), "is missing"});
      continue;
    }
    auto wrong = wrong_parameter(param, text ? std::string_view(*text) : request.header(param.name));
    if (!wrong.empty()) problems.push_back({std::string(param.name), std::move(wrong)});
  }
  for (std::size_t i = 0; i < request.query.size(); ++i) {
    const auto& name = request.query[i].first;
    const auto is = [&](const Param& p) { return p.in == In::query && p.name == name; };
    if (std::none_of(operation.params.begin(), operation.params.end(), is))
      problems.push_back({name, "is not a known parameter", false});
    const auto same = [&](const auto& earlier) { return earlier.first == name; };
    if (std::any_of(request.query.begin(), request.query.begin() + static_cast<std::ptrdiff_t>(i), same))
      problems.push_back({name, "is given twice"});
  }
}

void check_body(const Operation& operation, const json::value& body, std::vector<Problem>& problems) {
  if (!body.is_object()) {
    problems.push_back({"", "the body must be an object"});
    return;
  }
  BodyCheck(operation.fields, problems).object(body.get_object(), "", "");
}

}  // namespace fairway::sandbox
