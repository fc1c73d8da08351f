import Fleet
import FleetTesting
import HTTP
import JSON
import Kernel
import KernelTesting
import Storage
import StorageTesting
import Testing
import WebTesting
import WorkTesting

@testable import FleetWeb

/// Accounts and transactions over HTTP, through the router.
@Suite struct TransactionRouteTests {
  private static func site() async throws -> (Site<FleetFixture>, FleetScene) {
    let fixture = try await FleetFixture(on: .sqlite)
    let site = try Site(
      fixture,
      routes: accountRoutes(fixture.accounts) + topUpRoutes(fixture.topUps)
        + transactionRoutes(fixture.sales) + transactionLists(fixture.sales)
        + decisionRoutes(fixture.sales),
      below: "/api/fleet", clock: fixture.time.clock, ids: fixture.ids, roles: { _ in [.user] },
      report: { Issue.record($0) })
    return (site, try await fixture.scene())
  }

  private static func body(
    _ scene: FleetScene, _ more: String = "", liters: String = #""10.00""#
  ) -> String {
    """
    {"receiver_id":"\(scene.member(.operator, of: .supplier))",
     "supplier_company_id":"\(scene.supplier.id)","consumer_company_id":"\(scene.consumer.id)",
     "amount_liters":\(liters),"price_per_liter":"29.01"\(more)}
    """
  }

  @Test("From an account to a receipt, all is answered as the contract has it")
  func wholeWay() async throws {
    let (site, scene) = try await Self.site()
    let (consumer, supplier) = (
      scene.member(.manager, of: .consumer), scene.member(.manager, of: .supplier)
    )
    let pair = """
      {"supplier_company_id":"\(scene.supplier.id)","consumer_company_id":"\(scene.consumer.id)"}
      """
    let account = await site.post("/api/fleet/accounts", pair, as: consumer)
    #expect(account.status == 201)
    #expect(await site.post("/api/fleet/accounts", pair, as: consumer).status == 200)
    let place = try #require(account.headers["Location"])
    let payment = await site.post(
      "\(place)/topups", #"{"unit":"money","kind":"payment","amount":"1000.00"}"#, as: supplier)
    #expect(payment.status == 201 && payment["balance_after"] == "1000.00")
    let read = await site.get(place, as: consumer)
    #expect(read["available_money"] == "1000.00" && read["owed_liters"] == "0.00")

    let more = #","total_price":"290.10","odometer":"120500.5","product":"diesel""#
    let made = await site.post(
      "/api/fleet/transactions", Self.body(scene, more), as: scene.driverUser)
    #expect(made.status == 201 && made["status"] == "pending" && made["total_price"] == "290.10")
    #expect(made["odometer"] == "120500.5" && made.json?["can_decide"]?.bool == false)
    #expect(made.json?["receipt"]?.isNull == true && made.json?["version"]?.int64 == 1)
    let sale = try #require(made.headers["Location"])
    let pump = scene.member(.operator, of: .supplier)
    let stale = await site.put("\(sale)/approve", "{}", as: pump, ifMatch: #""v0""#)
    #expect(stale.status == 412)
    let seen = await site.get(sale, as: pump)
    let done = await site.put(
      "\(sale)/approve", #"{"amount_liters":"4.00"}"#, as: pump, ifMatch: seen.headers["ETag"])
    #expect(done.status == 200 && done["status"] == "approved" && done["amount_dzd"] == "116.04")
    #expect(done["requested_liters"] == "10.00")
    #expect(done.json?["receipt"]?["number"]?.string == "2026-000001")
    let again = await site.put("\(sale)/reject", "{}", as: pump)
    #expect(again.status == 409 && again["code"] == "not_pending" && again["state"] == "approved")
    let history = await site.get("/api/fleet/transactions/history", as: consumer)
    #expect(history.json?["items"]?.count == 1)
    let pending = await site.get("/api/fleet/transactions/pending?mine=true", as: pump)
    #expect(pending.status == 200 && pending.json?["items"]?.count == 0)
    let back = await site.post("\(sale)/reverse", #"{"reason":"wrong pump"}"#, as: supplier)
    #expect(back.status == 201 && back["reason"] == "wrong pump")
  }

  @Test(
    "What cannot be a request is refused by its field",
    arguments: [
      (#","total_price":"290.09""#, "total_price", "mismatch"),
      (#","odometer":"1.25""#, "odometer", "too_many_digits"),
      (#","settlement":"coins""#, "settlement", "unknown_value"),
      (#","id":"00000000-0000-0000-0000-000000000000""#, "id", "invalid"),
    ])
  func form(_ more: String, _ field: String, _ code: String) async throws {
    let (site, scene) = try await Self.site()
    let answer = await site.post(
      "/api/fleet/transactions", Self.body(scene, more), as: scene.driverUser)
    #expect(answer.status == 422 && answer.field == field)
    if code == "mismatch" || code == "too_many_digits" {
      #expect(answer.json?["errors"]?.elements.map { $0["code"]?.string } == [code])
    }
  }

  @Test("A total of 0.00 is refused, and litres of none")
  func nothing() async throws {
    let (site, scene) = try await Self.site()
    let body = Self.body(scene, liters: #""0.01""#)
      .replacing(#""29.01""#, with: #""0.01""#)
    let answer = await site.post("/api/fleet/transactions", body, as: scene.driverUser)
    #expect(answer.status == 422 && answer.field == "total_price")
    let none = await site.post(
      "/api/fleet/transactions", Self.body(scene, liters: #""0.00""#), as: scene.driverUser)
    #expect(none.status == 422 && none.field == "amount_liters")
  }

  @Test("Refusals tell what is left, and by which limit")
  func members() async throws {
    let (site, scene) = try await Self.site()
    let fleet = site.fixture
    try await fleet.account(scene, dinars: 5)
    let poor = await site.post("/api/fleet/transactions", Self.body(scene), as: scene.driverUser)
    #expect(poor.status == 409 && poor["code"] == "insufficient_funds")
    #expect(poor["available"] == "5.00")
    try await fleet.set(scene.driver, "monthly_limit = 999")
    let month = await site.post("/api/fleet/transactions", Self.body(scene), as: scene.driverUser)
    #expect(month["code"] == "monthly_limit_exceeded" && month["allowed"] == "9.99")
    #expect(month["used"] == "0.00")
    let own = Self.body(scene).replacing(
      "\(scene.member(.operator, of: .supplier))", with: "\(scene.driverUser)")
    let odd = await site.post("/api/fleet/transactions", own, as: scene.driverUser)
    #expect(odd.status == 422 && odd.field == "receiver_id")
  }

  @Test("A request and a decision under a key happen once")
  func keys() async throws {
    let (site, scene) = try await Self.site()
    try await site.fixture.account(scene, dinars: 5_000)
    let headers: [(String, String?)] = [("Idempotency-Key", "k1")]
    let first = await site.send(
      .post, "/api/fleet/transactions", Self.body(scene), as: scene.driverUser, headers)
    let second = await site.send(
      .post, "/api/fleet/transactions", Self.body(scene), as: scene.driverUser, headers)
    #expect(first.status == 201 && second.body == first.body)
    #expect(second.headers["Idempotency-Replayed"] == "true")
    let sale = try #require(first.headers["Location"])
    let pump = scene.member(.operator, of: .supplier)
    let approved = await site.send(.put, "\(sale)/approve", "{}", as: pump, headers)
    let again = await site.send(.put, "\(sale)/approve", "{}", as: pump, headers)
    #expect(approved.status == 200 && again.body == approved.body)
    #expect(again.headers["Idempotency-Replayed"] == "true")
  }
}
