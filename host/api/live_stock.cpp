#include "host/api/live_stock.hpp"

#include <algorithm>
#include <utility>

namespace fairway::api {

LiveStock::LiveStock(Ask ask, const Clock& clock, Options options) : ask_(std::move(ask)), clock_(clock), options_(options) {
  for (std::size_t i = 0; i < options_.threads; ++i) threads_.emplace_back([this] { work(); });
}

std::set<LiveStock::Question> LiveStock::ask(const std::vector<Question>& questions, Millis patience) {
  std::set<Question> answered;
  std::unique_lock lock(mutex_);
  if (questions.empty() || callers_ >= options_.waiting || stopping_) return answered;
  ++callers_;
  Flights flights;
  for (const auto& question : questions) flights.push_back(join(question, clock_.steady() + patience));
  ended_.wait_for(lock, patience, [&] {
    return stopping_ || std::all_of(flights.begin(), flights.end(), [](const auto& flight) { return flight->done; });
  });
  --callers_;
  for (const auto& flight : flights)
    if (flight->answered) answered.insert(flight->question);
  return answered;
}

std::size_t LiveStock::callers() const {
  std::scoped_lock lock(mutex_);
  return callers_;
}

std::shared_ptr<LiveStock::Flight> LiveStock::join(const Question& question, Millis until) {
  auto& place = places_[{question.account, question.who}];
  const auto known = place.open.find(question.sku);
  auto flight = known == place.open.end() ? std::make_shared<Flight>() : known->second;
  if (known == place.open.end()) {
    flight->question = question;
    if (place.open.size() >= options_.open) return flight->done = true, flight;
    place.open.emplace(question.sku, flight);
    if (place.waiting.empty() && !place.busy) {
      ready_.emplace_back(question.account, question.who);
      work_.notify_one();
    }
    place.waiting.push_back(flight);
  }
  flight->until = std::max(flight->until, until);
  return flight;
}

// What to ask now: the oldest that somebody still waits for. Nobody waits for the others any more.
LiveStock::Flights LiveStock::take(Place& place) {
  Flights now, late;
  for (const auto& flight : std::exchange(place.waiting, {})) {
    if (flight->until <= clock_.steady()) late.push_back(flight);
    else if (now.size() < options_.batch) now.push_back(flight);
    else place.waiting.push_back(flight);
  }
  end(late, {});
  return now;
}

void LiveStock::end(const Flights& flights, const std::set<std::string>& answered) {
  for (const auto& flight : flights) {
    flight->done = true;
    flight->answered = answered.contains(flight->question.sku);
    places_[{flight->question.account, flight->question.who}].open.erase(flight->question.sku);
  }
  ended_.notify_all();
}

void LiveStock::work() {
  std::unique_lock lock(mutex_);
  for (;;) {
    work_.wait(lock, [this] { return stopping_ || !ready_.empty(); });
    if (stopping_) return;
    const auto name = ready_.front();
    ready_.pop_front();
    auto& place = places_[name];
    const auto flights = take(place);
    if (!flights.empty()) {
      place.busy = true;
      std::vector<std::string> skus;
      Millis until{0};
      for (const auto& flight : flights) {
        skus.push_back(flight->question.sku);
        until = std::max(until, flight->until);
      }
      const auto left = until - clock_.steady();
      lock.unlock();
      const auto answered = ask_(name.first, name.second, skus, left, stopping_);
      lock.lock();
      place.busy = false;
      end(flights, answered);
    }
    if (!place.waiting.empty()) ready_.push_back(name), work_.notify_one();
    else if (place.open.empty()) places_.erase(name);
  }
}

void LiveStock::stop() {
  {
    std::scoped_lock lock(mutex_);
    stopping_ = true;
  }
  work_.notify_all();
  ended_.notify_all();
  for (auto& thread : threads_) thread.join();
  threads_.clear();
}

}  // namespace fairway::api
