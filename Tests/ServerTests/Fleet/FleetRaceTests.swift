import JSON
import Testing

extension ServerTests {
  /// Requests for fuel that are decided from all sides at once.
  @Suite struct FleetRaceTests {
    private static let settings = "[clock]\ntest = true\n"
    private static let rounds = 100

    @Test(
      "A hundred times approve, reject, cancel and expire at once have one outcome each",
      .alone, arguments: [StorageSet.sqlite, .postgres])
    func decisions(on set: StorageSet) async throws {
      try await Deployment.with(
        set, mode: "development", settings: Self.settings
      ) { deployment in
        try await deployment.serving { one in
          // A file has one server.
          guard set == .postgres else { return try await race(deployment, one, one) }
          try await deployment.serving { two in try await race(deployment, one, two) }
        }
      }
    }

    private func race(
      _ deployment: Deployment, _ one: AtriumServer, _ two: AtriumServer
    ) async throws {
      let pump = try PumpScene(deployment, one)
      var states: [String: Int] = [:]
      var sold: [String] = []
      for round in 0..<Self.rounds {
        let id = try pump.request(at: one)
        let place = "/api/fleet/transactions/\(id)"
        let expires = round % 3 == 2
        let answers = try await concurrently(expires ? 5 : 4) { act in
          switch act {
          case 0: try pump.sara.client(of: one).send("PUT", "\(place)/approve", body: "{}")
          case 1: try pump.sara.client(of: two).send("PUT", "\(place)/approve", body: "{}")
          case 2: try pump.sara.client(of: two).send("PUT", "\(place)/reject", body: "{}")
          case 3: try pump.lina.client(of: one).send("PUT", "\(place)/cancel", body: "{}")
          // The job runs on the way.
          default:
            try pump.root.client(of: two).send(
              "PUT", "/api/admin/clock", body: #"{"advance_seconds": 180}"#)
          }
        }
        let shown = try pump.karim.client(of: two).get(place)
        let state = try #require(shown.string("status"))
        states[state, default: 0] += 1
        if state == "approved" { sold.append(id) }
        let decided = answers.prefix(4).filter { $0.status == 200 }
        #expect(decided.map { $0.string("status") } == (state == "expired" ? [] : [state]))
        for answer in answers.prefix(4) where answer.status != 200 {
          #expect(answer.status == 409 && answer.code == "not_pending", "\(answer.text)")
          #expect(answer.string("state") == state)
        }
        #expect(state != "pending")
      }
      #expect(states.values.reduce(0, +) == Self.rounds)
      try await expectExactBooks(pump, deployment, one, sold: sold)
    }

    /// Sees to it that receipts have no gap, and that all books say the same.
    private func expectExactBooks(
      _ pump: PumpScene, _ deployment: Deployment, _ server: AtriumServer, sold: [String]
    ) async throws {
      let karim = pump.karim.client(of: server)
      let numbers = try sold.map { id in
        try karim.get("/api/fleet/transactions/\(id)/receipt").json?["sequence"]?.int64 ?? 0
      }
      #expect(numbers.sorted() == (0..<sold.count).map { Int64($0 + 1) })
      let account = try karim.get("/api/fleet/accounts/\(pump.account)")
      #expect(account.string("held_money") == "0.00")
      #expect(account.string("balance_money") == amountText(10_000_000 - sold.count * 10_000))
      #expect(try deployment.findings() == nil)

      let root = pump.root.client(of: server)
      #expect(try root.post("/api/admin/schedules/fleet.books.check/run", "").status == 200)
      try await eventually {
        try root.get("/api/admin/jobs?kind=fleet.books.check&state=completed")
          .json?["items"]?.count ?? 0 > 0
      }
      #expect(try !root.get("/api/notifications").text.contains("fleet.books.check"))
    }
  }
}

/// A supplier, a consumer with an account there, and its driver.
private struct PumpScene {
  let root: Person
  let sara: Person
  let karim: Person
  let lina: Person
  let account: String
  private let supplier: String
  private let consumer: String

  init(_ deployment: Deployment, _ server: AtriumServer) throws {
    root = try deployment.administrator("root@example.com", at: server)
    let ttl = try root.client(of: server).send(
      "PUT", "/api/admin/settings/fleet/request_ttl", body: #"{"value": "60s"}"#)
    #expect(ttl.status == 200, "\(ttl.text)")
    func person(_ name: String, _ profile: String) throws -> Person {
      try #require(
        Person(
          email: "\(name)@example.com",
          try ServerTests.FleetMemberTests.register(name, profile, at: server)))
    }
    func profile(_ role: String) -> String {
      """
      {"role": "\(role)", "company_name": "\(role)", "address": "1 Rue Didouche",
       "phone_number": "+213 21"}
      """
    }
    sara = try person("sara", profile("supplier_company"))
    karim = try person("karim", profile("consumer_company"))
    let (selling, buying) = (sara.client(of: server), karim.client(of: server))
    func company(of client: Client) throws -> String {
      let list = try client.get("/api/fleet/companies").json?["items"]
      return try #require(list.flatMap { Array($0.elements).first }?["id"]?.string)
    }
    supplier = try company(of: selling)
    consumer = try company(of: buying)
    let driver = try buying.post(
      "/api/fleet/drivers",
      """
      {"name": "Lina", "email": "lina@example.com", "license_number": "DZ-1",
       "monthly_limit": null}
      """)
    let code = try #require(driver.string("invitation_code"), "\(driver.text)")
    lina = try person(
      "lina", #"{"role": "driver", "license_number": "DZ-1", "invitation_code": "\#(code)"}"#)
    let opened = try buying.post(
      "/api/fleet/accounts",
      #"{"supplier_company_id": "\#(supplier)", "consumer_company_id": "\#(consumer)"}"#)
    account = try #require(opened.string("id"), "\(opened.text)")
    let paid = try selling.post(
      "/api/fleet/accounts/\(account)/topups",
      #"{"unit": "money", "kind": "payment", "amount": "100000.00"}"#)
    #expect(paid.status == 201, "\(paid.text)")
  }

  /// Ten litres for a hundred dinars, requested by the driver.
  func request(at server: AtriumServer) throws -> String {
    let answer = try lina.client(of: server).post(
      "/api/fleet/transactions",
      """
      {"receiver_id": "\(sara.id)", "supplier_company_id": "\(supplier)",
       "consumer_company_id": "\(consumer)", "amount_liters": "10.00",
       "price_per_liter": "10.00"}
      """)
    return try #require(answer.string("id"), "\(answer.text)")
  }
}
