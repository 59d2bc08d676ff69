// /v1/tokens: who may speak to this interface. For tokens of the role admin that see all accounts.
#pragma once
#include "host/api/route.hpp"

namespace fairway::api {

Response list_tokens(engine::Engine&, const Request&);
// Body {"name", "role", "accounts"?}. 201 with `token`, this once; 409 where the name is taken, 422 for what cannot be right.
Response create_token(engine::Engine&, const Request&);
Response revoke_token(engine::Engine&, const Request&);

}  // namespace fairway::api
