// All documents. Every field is described once, where it is declared; JSON Schemas: sdk/schemas/.
#pragma once
#include "fairway/documents/fulfilment.hpp"
#include "fairway/documents/listing.hpp"
#include "fairway/documents/listing_change.hpp"
#include "fairway/documents/order.hpp"
#include "fairway/documents/product.hpp"
#include "fairway/documents/questions.hpp"
