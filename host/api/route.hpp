// One endpoint: how it is reached, who may, what it does, and what the OpenAPI document says of it.
#pragma once
#include <vector>

#include "host/api/http.hpp"
#include "host/engine/engine.hpp"

namespace fairway::api {

struct Parameter {
  std::string name, type, description;
  std::vector<std::string> allowed{};  // empty: any text
};

struct Route {
  std::string method;   // GET, POST
  std::string pattern;  // "/v1/accounts/{account}/orders/{id}"
  Role role = Role::read;
  Response (*handler)(engine::Engine&, const Request&);
  std::string summary;
  std::vector<Parameter> query;
  std::string answer;                // the schema of a 200, by its name in schemas(): "Order", "[Order]" for a page
  std::string body{};                // of the request's body, by its name; empty: it says `author` at most
  std::vector<Parameter> headers{};  // that it needs
  bool creates = false;              // it may answer 201 as well
};
const std::vector<Route>& routes();
std::vector<Route> host_routes();             // of them those about the host as a whole
std::vector<Route> account_routes();          // and about accounts, stores and warehouses
std::vector<Route> order_routes();            // and about orders and what becomes of them
std::vector<Route> listing_routes();          // and about listings and their imports
std::vector<Route> listing_change_routes();   // and about what is wanted of listings
std::vector<Route> listing_content_routes();  // and about their content

// The OpenAPI 3.1 document, made from routes() and schemas().
json::object openapi(const std::string& version);
json::object schemas();
json::object listing_schemas();           // of them those that listing_routes() name
json::object listing_change_schemas();    // and those of listing_change_routes()
json::object listing_content_schemas();   // and those of listing_content_routes()
json::object body_schemas();              // and those of most bodies
std::vector<std::string> order_states();  // as texts, in the order of an order's life

// The route of a request and its place values; with `known_path` when only the method does not fit.
struct Match {
  const Route* route = nullptr;
  std::map<std::string, std::string> place;
  bool known_path = false;
};
Match match(const std::string& method, const std::string& path);

// Why the query of a request for this route cannot be answered: a parameter that the route does not know, or a value that it
// does not allow. A slip of the hand must not look like "nothing there".
std::optional<std::string> wrong_query(const Route& route, const Request& request);

}  // namespace fairway::api
