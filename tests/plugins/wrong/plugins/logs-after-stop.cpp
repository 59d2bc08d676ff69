// Calls the host from a thread of its own after stop.
#include <chrono>
#include <thread>

#include "wrong_base.hpp"

struct Wrong final : wrong::Shop {
  using Shop::Shop;
  fw_rc stop(const fw_call* call) override {
    if (running)
      std::thread([table = service<fw_host_log>(FW_HOST_LOG), to = host] {
        std::this_thread::sleep_for(std::chrono::milliseconds(50));
        if (table != nullptr) table->write(to, FW_LOG_INFO, wrong::view("stopped at last"), nullptr, 0);
      }).detach();
    return Shop::stop(call);
  }
};

WRONG_PLUGIN(Wrong);
