import JSON
import Testing

extension ServerTests {
  /// Fleet where its document has it: below `/api`.
  @Suite struct FleetMountTests {
    /// Every path of the document, in the document's order.
    static let document = [
      "POST /api/auth/register", "POST /api/auth/login", "POST /api/auth/refresh",
      "POST /api/auth/logout", "GET /api/auth/me",
      "GET /api/users/{id}", "PUT /api/users/{id}", "DELETE /api/users/{id}",
      "GET /api/users/{id}/qr-data",
      "GET /api/companies", "GET /api/companies/{id}", "POST /api/companies",
      "PUT /api/companies/{id}", "DELETE /api/companies/{id}",
      "GET /api/companies/{id}/drivers", "GET /api/companies/{id}/transactions",
      "GET /api/companies/{id}/statistics",
      "GET /api/drivers", "GET /api/drivers/{id}", "POST /api/drivers", "PUT /api/drivers/{id}",
      "DELETE /api/drivers/{id}", "GET /api/drivers/{id}/consumption",
      "PUT /api/drivers/{id}/activate", "PUT /api/drivers/{id}/deactivate",
      "GET /api/transactions", "GET /api/transactions/{id}", "POST /api/transactions",
      "PUT /api/transactions/{id}/approve", "PUT /api/transactions/{id}/reject",
      "GET /api/transactions/pending", "GET /api/transactions/history",
      "GET /api/ws/notifications", "GET /api/ws/transactions",
    ]

    @Test("Mounted at /api, Fleet answers every path of its document, and others answer theirs")
    func document() async throws {
      try await Deployment.with(.sqlite, settings: "[mount]\nfleet = \"/api\"") { deployment in
        try await deployment.serving { server in
          let openAPI = try server.client().get("/api/openapi.json")
          for line in Self.document {
            let words = line.split(separator: " ").map(String.init)
            let operation = openAPI.json?["paths"]?[words[1]]?[words[0].lowercased()]
            #expect(operation != nil, "\(line) is not there")
          }
          // The circles stay where they are.
          #expect(openAPI.json?["paths"]?["/api/ajo/circles"] != nil)

          let ada = try Person.register("Ada", at: server)
          let client = ada.client(of: server)
          let made = try client.post(
            "/api/companies",
            """
            {"name": "Naftal", "type": "supplier", "address": "1", "phone_number": "021"}
            """)
          #expect(made.status == 201)
          let place = try #require(made["Location"])
          #expect(place.hasPrefix("/api/companies/"))
          #expect(try client.get(place).status == 200)
          #expect(try client.get("/api/companies").json?["items"]?.count == 1)
        }
      }
    }
  }
}
