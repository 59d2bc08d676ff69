// The descriptor of a plugin class, made once from describe() and from the mixins.
#pragma once
#include <algorithm>
#include <string>

#include "fairway/detail/verbs.hpp"

namespace fairway::detail {

template <class M, class T>
void add_stream(Manifest& manifest) {
  if constexpr (std::derived_from<T, M>) {
    const auto same = [](const Stream& stream) { return stream.name == M::kStream; };
    if (std::none_of(manifest.streams.begin(), manifest.streams.end(), same)) {
      Stream stream;
      stream.name = M::kStream;
      stream.lane = M::kLane;
      stream.documents = M::documents();
      manifest.streams.push_back(std::move(stream));
    }
  }
}
template <class T, class... M>
void add_streams(Manifest& manifest, Mixins<M...>) {
  (add_stream<M, T>(manifest), ...);
}

template <class M, class T>
void add_question(Manifest& manifest) {
  if constexpr (std::derived_from<T, M>) manifest.decides.emplace_back(M::Question::kSchema);
}
template <class T, class... M>
void add_questions(Manifest& manifest, Mixins<M...>) {
  (add_question<M, T>(manifest), ...);
}

// What the mixins say already need not be written again: a stream or push that describe() leaves out is added with one
// document a call, no rate, and, for fulfilment orders, personal data.
template <class T>
Manifest complete(Manifest manifest) {
  add_streams<T>(manifest, PullMixins{});
  each_push<T>([&]<class D>(auto) {
    const auto same = [](const Push& push) { return push.document == D::kSchema; };
    if (std::any_of(manifest.pushes.begin(), manifest.pushes.end(), same)) return;
    Push push;
    push.document = D::kSchema;
    push.lane = std::is_same_v<D, ListingChange> ? "content" : "orders";
    push.pii = std::is_same_v<D, FulfilmentOrder>;
    manifest.pushes.push_back(std::move(push));
  });
  if (manifest.decides.empty()) add_questions<T>(manifest, DecideMixins{});
  if (manifest.connects.empty() && connects<T>) {
    manifest.connects = {"verify"};
    if (std::derived_from<T, Authorizer>) manifest.connects = {"begin", "complete", "verify"};
  }
  return manifest;
}

template <class T>
struct Descriptor {
  Description text = T::describe();
  std::string manifest = to_json(complete<T>(text.manifest));
  fw_channel_desc raw{sizeof(fw_channel_desc), 0,
                      view(text.id),           view(text.name),
                      view(text.vendor),       view(text.version),
                      view(text.manual_url),   view(text.config_schema),
                      view(manifest)};

  static const Descriptor& get() {
    static const Descriptor descriptor;
    return descriptor;
  }
};

}  // namespace fairway::detail
