// `fairway plugin new`: a plugin of one's own, which builds and passes its tests as it stands.
#include <fstream>

#include "host/cli/client.hpp"

namespace fairway::cli {
namespace {

namespace fs = std::filesystem;

struct NewArguments {
  std::string name, kind = "channel", templates;
};

bool is_plugin_name(const std::string& name) {
  return !name.empty() && name.size() <= 64 && name[0] >= 'a' && name[0] <= 'z' && name.back() != '-' &&
         name.find("--") == std::string::npos &&
         name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") == std::string::npos;
}

void replace_all(std::string& text, std::string_view from, const std::string& to) {
  for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
    text.replace(at, from.size(), to);
}

// "my-shop" in YAML, my_shop in file names, MyShop in C++.
class Naming {
 public:
  explicit Naming(const std::string& name) : dashed_(name), file_(name) {
    std::replace(file_.begin(), file_.end(), '-', '_');
    bool upper = true;
    for (const char c : name) {
      if (c != '-') class_ += upper ? static_cast<char>(std::toupper(static_cast<unsigned char>(c))) : c;
      upper = c == '-';
    }
  }
  std::string in(std::string text) const {
    replace_all(text, "plugin-name", dashed_);
    replace_all(text, "plugin_name", file_);
    replace_all(text, "PluginName", class_);
    return text;
  }

 private:
  std::string dashed_, file_, class_;
};

// Beside the program: in the build tree as where it is installed.
fs::path template_folder(const Shared& shared, const NewArguments& a) {
  const auto all =
      a.templates.empty() ? shared.executable.parent_path().parent_path() / "share/fairway/template" : fs::path(a.templates);
  return all / a.kind;
}

Status write_project(const fs::path& from, const fs::path& to, const Naming& naming) {
  std::error_code error;
  if (!fs::create_directory(to, error))
    return fail(FW_E_REJECTED, error ? fmt::format("{}: {}", to.string(), error.message())
                                     : fmt::format("{} is there already; nothing was written", to.string()));
  for (const auto& entry : fs::directory_iterator(from)) {
    std::ifstream in(entry.path(), std::ios::binary);
    const std::string text(std::istreambuf_iterator<char>(in), {});
    auto name = naming.in(entry.path().filename().string());
    if (name == "gitignore") name = ".gitignore";
    if (!(std::ofstream(to / name, std::ios::binary) << naming.in(text)).flush())
      return fail(FW_E_UNAVAILABLE, fmt::format("{} cannot be written", (to / name).string()));
  }
  return {};
}

int new_plugin(const Shared& shared, const NewArguments& a) {
  if (!is_plugin_name(a.name)) {
    fmt::print(stderr,
               "{}: a plugin's name is of a to z, 0 to 9 and single dashes, begins with a letter, and has at most 64\n",
               a.name);
    return 2;
  }
  const auto from = template_folder(shared, a);
  if (!fs::is_directory(from)) {
    fmt::print(stderr, "there are no templates at {}: install the package fairway-sdk, or say --template DIR\n",
               from.string());
    return 1;
  }
  if (auto written = write_project(from, a.name, Naming(a.name)); !written) {
    fmt::print(stderr, "{}\n", written.error().message);
    return 1;
  }
  fmt::print(
      "{0}/ is a plugin that builds, passes its tests and can be changed:\n  cd {0}\n  cmake -B build && cmake --build "
      "build\n"
      "  ctest --test-dir build --output-on-failure\n",
      a.name);
  return 0;
}

}  // namespace

void add_plugin_new(CLI::App& plugins, Shared& shared) {
  auto* command = plugins.add_subcommand("new", "Write the folder NAME: a plugin that builds, with its test and a sample");
  auto a = std::make_shared<NewArguments>();
  command->add_option("name", a->name, "Of the plugin, as configuration names it: my-shop")->required();
  command->add_option("--kind", a->kind, "What it is")
      ->check(CLI::IsMember({"channel", "warehouse", "shipping", "policy"}))
      ->capture_default_str();
  command->add_option("--template", a->templates, "The folder of the templates, where they are not beside the program");
  command->callback([&shared, a] { shared.exit = new_plugin(shared, *a); });
}

}  // namespace fairway::cli
