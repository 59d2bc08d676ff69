#include "inbox.hpp"

namespace wms_csv {
namespace {

constexpr std::size_t kFiles = 20;  // claimed at once

class Taker {
 public:
  Taker(const fairway::Host& host, const Settings& settings, fairway::drop::Drop& drop, const FileKind& kind,
        const fairway::Call& call, fairway::PullOut& out)
      : host_(host), settings_(settings), drop_(drop), kind_(kind), call_(call), out_(out), seen_(host, kind.stream) {}

  // How many documents. The checkpoint commits them together with what makes the file known; then it goes.
  std::size_t take(const fairway::drop::Claim& claim) {
    std::size_t documents = 0;
    try {
      const std::string bytes = drop_.read(call_, claim);
      const std::string hash = fairway::drop::sha256_hex(bytes + '\n' + kind_.identity(claim));
      if (const auto before = seen_.name_of(call_, hash); !before.empty()) {
        host_.info("a file whose contents came before is passed over", {{"file", claim.name}, {"before", before}});
      } else {
        Sheet sheet(bytes, settings_);
        File file{claim, sheet};
        documents = kind_.read(call_, file, out_);
        seen_.add(call_, hash, claim.name);
        out_.checkpoint(claim.name);
      }
    } catch (const fairway::Error& error) {
      if (error.code() != FW_E_REJECTED) throw;
      refuse(claim, error.what());
      return 1;
    }
    drop_.archive(call_, claim);
    return documents;
  }

 private:
  // Not marked as seen: once the settings are mended, the same file can be put back.
  void refuse(const fairway::drop::Claim& claim, const std::string& why) {
    fairway::Notice notice;
    notice.kind = "file-rejected", notice.severity = "error";
    notice.message = claim.name + " lies in rejects: " + why;
    notice.at = fairway::Time{claim.modified_ms};
    out_.emit(notice);
    out_.checkpoint(claim.name);
    drop_.reject(call_, claim, why);
  }

  const fairway::Host& host_;
  const Settings& settings_;
  fairway::drop::Drop& drop_;
  const FileKind& kind_;
  const fairway::Call& call_;
  fairway::PullOut& out_;
  const fairway::drop::Seen seen_;
};

}  // namespace

void take_files(const fairway::Host& host, const Settings& settings, fairway::drop::Drop& drop, const FileKind& kind,
                const fairway::Call& call, const fairway::PullRequest& request, fairway::PullOut& out) {
  Taker taker(host, settings, drop, kind, call, out);
  for (std::size_t documents = 0;;) {
    const auto claims = drop.claim(call, kFiles);
    if (claims.empty()) return;
    for (const auto& claim : claims) {
      call.check();
      documents += taker.take(claim);
      if (request.max_docs != 0 && documents >= request.max_docs) return;
    }
  }
}

}  // namespace wms_csv
