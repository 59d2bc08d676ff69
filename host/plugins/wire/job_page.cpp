#include "host/plugins/wire/job_page.hpp"

#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <new>

namespace fairway::plugins {

Result<std::shared_ptr<MappedPage>> MappedPage::create() {
  const int fd = ::memfd_create("fairway-jobs", MFD_CLOEXEC);
  if (fd < 0 || ::ftruncate(fd, sizeof(JobPage)) != 0) {
    const int error = errno;
    if (fd >= 0) ::close(fd);
    return fail(FW_E_UNAVAILABLE, fmt::format("no page to share with a worker: {}", std::strerror(error)));
  }
  auto page = adopt(fd);
  if (page) new (&***page) JobPage();
  return page;
}

Result<std::shared_ptr<MappedPage>> MappedPage::adopt(int fd) {
  void* memory = ::mmap(nullptr, sizeof(JobPage), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  if (memory == MAP_FAILED) {
    const int error = errno;
    ::close(fd);
    return fail(FW_E_UNAVAILABLE, fmt::format("cannot map the job page: {}", std::strerror(error)));
  }
  return std::shared_ptr<MappedPage>(new MappedPage(fd, static_cast<JobPage*>(memory)));
}

MappedPage::~MappedPage() {
  ::munmap(page_, sizeof(JobPage));
  ::close(fd_);
}

}  // namespace fairway::plugins
