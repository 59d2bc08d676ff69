// What every plugin class is: a channel with settings, and a description of itself.
#pragma once
#include <string>
#include <utility>

#include "fairway/description.hpp"
#include "fairway/host.hpp"

namespace fairway {

// Findings of `static void validate(Findings&, const Settings&)`, an optional member of the plugin class that says what a
// schema cannot. It is pure: no I/O, no state.
class Findings {
 public:
  explicit Findings(const Call& call) noexcept : call_(call) {}
  void add(const std::string& message, std::string pointer = {}) {
    any_ = true;
    call_.note(Error::config(message, std::move(pointer)));
  }
  bool any() const noexcept { return any_; }

 private:
  const Call& call_;
  bool any_ = false;
};

// For plugins without settings.
struct NoSettings {};
BOOST_DESCRIBE_STRUCT(NoSettings, (), ())

// Base of every plugin class, beside one mixin for each thing it can do. Settings is a described struct, as a rule with
// `using json_case = fairway::KebabCase;`, read from the channel's configuration. All calls come on the instance's strand:
// never two at once, but on any thread. Constructors do no I/O; throw from them what start() would throw.
template <class S = NoSettings>
class Channel {
 public:
  using Settings = S;
  Channel(Host host, S settings) : host_(host), settings_(std::move(settings)) {}
  Channel(const Channel&) = delete;
  Channel& operator=(const Channel&) = delete;
  virtual ~Channel() = default;

  virtual void start(const Call&) {}
  virtual void quiesce(const Call&) {}  // no work is in hand, and none comes until resume() or stop()
  virtual void resume(const Call&) {}
  virtual void stop(const Call&) {}  // join what threads there are

 protected:
  const Host& host() const noexcept { return host_; }
  const S& settings() const noexcept { return settings_; }

 private:
  Host host_;
  S settings_;
};

}  // namespace fairway
