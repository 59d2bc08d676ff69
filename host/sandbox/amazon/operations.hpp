// The served part of SP-API as a table. The numbers index kAmazonOperations.
#pragma once
#include "host/sandbox/rules.hpp"

namespace fairway::sandbox {

enum AmazonOperation : std::size_t {
  kToken,
  kConsent,
  kParticipations,
  kSearchListings,
  kGetItem,
  kPutItem,
  kPatchItem,
  kDeleteItem,
  kSearchCatalog,
  kGetCatalogItem,
  kSearchTypes,
  kGetType,
  kDownloadSchema,
  kSearchOrders,
  kGetOrder,
  kConfirmShipment,
  kCreateFeedDocument,
  kUploadDocument,
  kCreateFeed,
  kGetFeeds,
  kGetFeed,
  kCancelFeed,
  kGetFeedDocument,
  kDownloadDocument,
  kCreateReport,
  kGetReport,
  kGetReportDocument,
  kFulfillmentPreview,
  kCreateFulfillmentOrder,
  kListFulfillmentOrders,
  kGetFulfillmentOrder,
  kCancelFulfillmentOrder,
  kInventorySummaries,
};

std::span<const Operation> amazon_operations();

}  // namespace fairway::sandbox
