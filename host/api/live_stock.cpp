#include "host/api/live_stock.hpp"

#include <algorithm>
#include <utility>

namespace fairway::api {

LiveStock::LiveStock(Ask ask, const Clock& clock, Options options) : ask_(std::move(ask)), clock_(clock), options_(options) {
  for (std::size_t i = 0; i < options_.threads; ++i) threads_.emplace_back([this] { work(); });
}

std::set<LiveStock::Question> LiveStock::ask(const std::vector<Question>& questions, Millis patience, Seats& seats) {
  std::set<Question> answered;
  std::unique_lock lock(mutex_);
  if (questions.empty() || seats.taken >= seats.all || stopping_) return answered;
  ++seats.taken;
  Flights flights;
  for (const auto& question : questions) flights.push_back(join(question, clock_.steady() + patience));
  ended_.wait_for(lock, patience, [&] {
    return stopping_ || std::all_of(flights.begin(), flights.end(), [](const auto& flight) { return flight->done; });
  });
  --seats.taken;
  for (const auto& flight : flights)
    if (flight->answered) answered.insert(flight->question);
  return answered;
}

std::size_t LiveStock::taken(const Seats& seats) const {
  std::scoped_lock lock(mutex_);
  return seats.taken;
}

std::shared_ptr<LiveStock::Flight> LiveStock::join(const Question& question, Millis until) {
  auto& place = places_[{question.account, question.who}];
  const auto known = place.open.find(question.sku);
  auto flight = known == place.open.end() ? std::make_shared<Flight>() : known->second;
  if (known == place.open.end()) {
    flight->question = question;
    if (place.open.size() >= options_.open) return flight->done = true, flight;
    place.open.emplace(question.sku, flight);
    place.waiting.push_back(flight);
    queue({question.account, question.who}, place);
  }
  flight->until = std::max(flight->until, until);
  return flight;
}

void LiveStock::queue(const PlaceName& name, const Place& place) {
  if (place.waiting.empty() || place.calls >= options_.calls) return;
  ready_.push_back(name);
  work_.notify_one();
}

// What to ask now. Where a rate allows less than is asked, those who have the longest yet to wait come first: a permit spent on
// one who is about to leave answers nobody. Whoever waits no more is not asked for.
LiveStock::Flights LiveStock::take(Place& place) {
  auto waiting = std::exchange(place.waiting, {});
  std::stable_sort(waiting.begin(), waiting.end(), [](const auto& a, const auto& b) { return a->until > b->until; });
  Flights now, late;
  for (const auto& flight : waiting) {
    if (flight->until <= clock_.steady()) late.push_back(flight);
    else if (now.size() < options_.batch) now.push_back(flight);
    else place.waiting.push_back(flight);
  }
  end(late);
  return now;
}

void LiveStock::answer(const Flights& flights, const std::set<std::string>& told) {
  Flights answered;
  for (const auto& flight : flights)
    if (told.contains(flight->question.sku)) flight->answered = true, answered.push_back(flight);
  end(answered);
}

void LiveStock::end(const Flights& flights) {
  for (const auto& flight : flights) {
    if (std::exchange(flight->done, true)) continue;
    places_[{flight->question.account, flight->question.who}].open.erase(flight->question.sku);
  }
  ended_.notify_all();
}

void LiveStock::ask_now(const PlaceName& name, const Flights& flights, std::unique_lock<std::mutex>& lock) {
  std::vector<std::string> skus;
  for (const auto& flight : flights) skus.push_back(flight->question.sku);
  const auto left = flights.front()->until - clock_.steady();
  lock.unlock();
  try {
    ask_(name.first, name.second, skus, left, stopping_, [&](const std::set<std::string>& told) {
      std::scoped_lock meanwhile(mutex_);
      answer(flights, told);
    });
  } catch (...) {  // NOLINT(bugprone-empty-catch): it told no more, and who waits for it goes on with what is known
  }
  lock.lock();
  end(flights);
}

void LiveStock::work() {
  std::unique_lock lock(mutex_);
  for (;;) {
    work_.wait(lock, [this] { return stopping_ || !ready_.empty(); });
    if (stopping_) return;
    const auto name = ready_.front();
    ready_.pop_front();
    const auto found = places_.find(name);
    if (found == places_.end() || found->second.calls >= options_.calls) continue;
    auto& place = found->second;
    const auto flights = take(place);
    if (!flights.empty()) {
      ++place.calls;
      queue(name, place);
      ask_now(name, flights, lock);
      --place.calls;
    }
    if (!place.waiting.empty()) queue(name, place);
    else if (place.open.empty() && place.calls == 0) places_.erase(name);
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
