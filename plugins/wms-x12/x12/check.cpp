#include "x12/check.hpp"

#include <algorithm>

#include "x12/values.hpp"
#include "x12/words.hpp"

namespace wms_x12 {
namespace {

constexpr std::size_t kMostErrors = 100;

bool only(std::string_view text, std::string_view also) {
  return std::all_of(text.begin(), text.end(),
                     [&](char c) { return (c >= '0' && c <= '9') || also.find(c) != std::string_view::npos; });
}

std::size_t digits_of(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; }));
}

// Code points of UTF-8.
std::size_t letters_of(std::string_view text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

bool is_number(std::string_view text, bool with_point) {
  if (text.starts_with('-')) text.remove_prefix(1);
  return digits_of(text) > 0 && only(text, with_point ? "." : "") && std::count(text.begin(), text.end(), '.') <= 1;
}

bool given(const Segment& segment, std::size_t position) { return !segment.at(position).empty(); }

void check_note(const SyntaxNote& note, const Segment& segment, std::vector<ElementError>& errors) {
  const auto& all = note.positions;
  const auto set = static_cast<std::size_t>(
      std::count_if(all.begin(), all.end(), [&](std::size_t position) { return given(segment, position); }));
  const auto first_missing = [&](std::size_t from) {
    for (std::size_t i = from; i < all.size(); ++i)
      if (!given(segment, all[i])) return static_cast<std::size_t>(all[i]);
    return std::size_t{0};
  };
  const bool head = given(segment, all.front());
  switch (note.kind) {
    case 'P':
      if (set != 0 && set != all.size()) errors.push_back({first_missing(0), 2, {}});
      return;
    case 'R':
      if (set == 0) errors.push_back({all.front(), 2, {}});
      return;
    case 'C':
      if (head && set != all.size()) errors.push_back({first_missing(1), 2, {}});
      return;
    case 'L':
      if (head && set < 2) errors.push_back({first_missing(1), 2, {}});
      return;
    case 'E':
      if (set > 1) errors.push_back({all.back(), 10, std::string(segment.at(all.back()))});
      return;
    default: return;
  }
}

std::vector<ElementError> check_elements(const SegmentSpec& spec, const Segment& segment) {
  std::vector<ElementError> errors;
  const auto most = spec.elements.size();
  for (std::size_t i = 1; i <= std::min(most, segment.elements()); ++i)
    if (const int code = check_element(spec.elements[i - 1], segment.at(i)))
      errors.push_back({i, code, std::string(segment.at(i))});
  for (std::size_t i = segment.elements() + 1; i <= most; ++i)
    if (spec.elements[i - 1].mandatory) errors.push_back({i, 1, {}});
  if (segment.elements() > most) errors.push_back({most + 1, 3, std::string(segment.at(most + 1))});
  for (const auto& note : spec.notes) check_note(note, segment, errors);
  return errors;
}

// Where in a set's structure a reading stands: of each open loop, the node in hand and how often it was met.
class Walk {
 public:
  Walk(const SetSpec& spec, std::vector<SegmentError>& errors) : errors_(errors) { frames_.push_back({&spec.nodes, 0, 0}); }

  void step(const Segment& segment, std::size_t position) {
    const auto id = segment.id();
    const auto* known = find_segment(id);
    if (known == nullptr) return add({std::string(id), position, 1, {}});
    auto errors = check_elements(*known, segment);
    if (!errors.empty()) add({std::string(id), position, 8, std::move(errors)});
    auto place = find(id, false);
    if (!place.found) place = find(id, true);
    if (!place.found) return add({std::string(id), position, 7, {}});
    enter(place, position);
  }
  void finish(std::size_t position) {
    while (!frames_.empty()) leave(position);
  }

 private:
  struct Frame {
    const std::vector<Node>* nodes;
    std::size_t at, count;
  };
  struct Place {
    bool found = false;
    std::size_t frame = 0, node = 0;
  };

  // From the innermost loop outwards, and in each from where it stands. `full`: also where there is room for no more.
  Place find(std::string_view id, bool full) const {
    for (std::size_t frame = frames_.size(); frame-- > 0;) {
      const auto& [nodes, at, count] = frames_[frame];
      for (std::size_t i = frame > 0 ? std::max<std::size_t>(at, 1) : at; i < nodes->size(); ++i) {
        const auto& node = (*nodes)[i];
        if (node.segment->id != id || (i == at && !full && node.most != 0 && count >= node.most)) continue;
        if (node.guarded && i != at && !(i == at + 1 && count > 0)) continue;
        return {true, frame, i};
      }
    }
    return {};
  }
  void enter(const Place& place, std::size_t position) {
    while (frames_.size() > place.frame + 1) leave(position);
    auto& frame = frames_.back();
    const auto& node = (*frame.nodes)[place.node];
    if (place.node != frame.at) {
      missing(frame, frame.at, place.node, position);
      frame.at = place.node, frame.count = 0;
    }
    if (++frame.count > node.most && node.most != 0) add({node.segment->id, position, node.children.empty() ? 5 : 4, {}});
    if (!node.children.empty()) frames_.push_back({&node.children, 0, 1});
  }
  void leave(std::size_t position) {
    missing(frames_.back(), frames_.back().at, frames_.back().nodes->size(), position);
    frames_.pop_back();
  }
  void missing(const Frame& frame, std::size_t from, std::size_t to, std::size_t position) {
    for (std::size_t i = from; i < to; ++i)
      if ((*frame.nodes)[i].mandatory && !(i == frame.at && frame.count > 0))
        add({(*frame.nodes)[i].segment->id, position, 3, {}});
  }
  void add(SegmentError error) {
    if (errors_.size() < kMostErrors) errors_.push_back(std::move(error));
  }

  std::vector<SegmentError>& errors_;
  std::vector<Frame> frames_;
};

}  // namespace

int check_element(const ElementSpec& spec, std::string_view value) {
  if (value.empty()) return spec.mandatory ? 1 : 0;
  if (spec.type == 'C') return 0;
  const bool numeric = spec.type == 'N' || spec.type == 'R';
  if (numeric && !is_number(value, spec.type == 'R')) return 6;
  const auto length = numeric ? digits_of(value) : letters_of(value);
  if (length < spec.min) return 4;
  if (length > spec.max) return 5;
  if (spec.type == 'D' && !read_date(value)) return 8;
  if (spec.type == 'T' && !read_time(value)) return 9;
  return 0;
}

bool SetErrors::grave() const noexcept {
  return std::any_of(segments.begin(), segments.end(), [](const SegmentError& error) {
    const auto missing = [](const ElementError& element) { return element.code == 1; };
    return error.code == 3 || std::any_of(error.elements.begin(), error.elements.end(), missing);
  });
}

std::string SetErrors::text() const {
  std::string out;
  const auto say = [&](const std::string& one) { out += (out.empty() ? "" : "; ") + one; };
  for (const auto& error : segments) {
    const auto at = error.id.substr(0, 3) + " (segment " + std::to_string(error.position) + ")";
    if (error.code != 8) say(at + ' ' + segment_words(std::to_string(error.code)));
    for (const auto& element : error.elements) {
      const auto name = element_name(error.id, element.position);
      say(at + ": element " + std::to_string(element.position) + ' ' + (name.empty() ? "" : '(' + std::string(name) + ") ") +
          element_words(std::to_string(element.code)));
    }
  }
  return out;
}

SetErrors check_set(std::string_view text, const Separators& separators, const SetSpec& spec) {
  SetErrors errors;
  Walk walk(spec, errors.segments);
  SegmentReader reader(text, separators);
  Segment segment;
  std::size_t position = 0;
  while (reader.next(segment)) {
    ++position;
    if (segment.id() != "ST" && segment.id() != "SE") walk.step(segment, position);
  }
  walk.finish(position);
  return errors;
}

}  // namespace wms_x12
