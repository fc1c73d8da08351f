import Documents
import EventLoop
import Fleet
import FleetTesting
import HTTP
import JSON
import Kernel
import Router
import StorageTesting
import Testing
import WebTesting
import WorkTesting

@testable import FleetWeb

/// Receipts over HTTP, through the router.
@Suite struct ReceiptRouteTests {
  private static let base = "https://fuel.example.com/receipts"

  private func site() async throws -> (Site<FleetFixture>, FleetScene, FuelTransaction) {
    let fixture = try await FleetFixture(on: .sqlite)
    let scene = try await fixture.scene()
    try await fixture.account(scene, dinars: 5_000)
    let sale = try await fixture.sale(scene, liters: 5_000, price: 29_01)
    let printer = ReceiptPrinter(
      press: DocumentPress(pool: BlockingPool(threads: 1, queueLimit: 8)),
      links: ReceiptLinks(base: Self.base))
    let site = try Site(
      fixture,
      routes: receiptRoutes(ReceiptService(store: fixture.store), printer, store: fixture.store),
      below: "/api/fleet", clock: fixture.time.clock, ids: fixture.ids,
      report: { Issue.record($0) })
    return (site, scene, sale)
  }

  @Test("A receipt has what was sold by whom to whom, always the same")
  func receipt() async throws {
    let (site, scene, sale) = try await site()
    let place = "/api/fleet/transactions/\(sale.id)/receipt"
    let shown = await site.get(place, as: scene.driverUser)
    let code = try #require(sale.receipt?.code)
    #expect(shown.status == 200 && shown["number"] == "2026-000001" && shown["kind"] == "receipt")
    #expect(shown["verify_url"] == "\(Self.base)/\(code)/verify" && shown["code"] == code)
    #expect(shown["total_price"] == "1450.50" && shown["currency"] == "DZD")
    #expect(shown.json?["supplier"]?["name"]?.string == "supplier")
    let posted = await site.post(place, "", as: scene.member(.viewer, of: .supplier), key: "k")
    #expect(posted.status == 201 && posted.body == shown.body)
    #expect(posted.headers["Location"] == place)
    let again = await site.post(place, "", as: scene.member(.viewer, of: .supplier), key: "k")
    #expect(again.headers["Idempotency-Replayed"] == "true" && again.body == posted.body)
    let stranger = try site.fixture.user("stranger")
    #expect(await site.get(place, as: stranger).status == 404)
    #expect(await site.get(place, as: nil).status == 401)
    let none = await site.get("\(place)?kind=credit_note", as: scene.driverUser)
    #expect(none.status == 409 && none["code"] == "not_reversed")
  }

  @Test("A request that waits has no receipt")
  func pending() async throws {
    let (site, scene, _) = try await site()
    let request = try await site.fixture.request(scene)
    let answer = await site.get(
      "/api/fleet/transactions/\(request.id)/receipt", as: scene.driverUser)
    #expect(answer.status == 409 && answer["code"] == "not_approved")
  }

  @Test("Anybody verifies a receipt by its code, and learns nothing of the driver")
  func verify() async throws {
    let (site, scene, sale) = try await site()
    let code = try #require(sale.receipt?.code)
    let place = "/api/fleet/receipts/\(code)/verify"
    let answer = await site.get(place, as: nil)
    #expect(
      String(decoding: answer.body, as: UTF8.self) == """
        {"valid":true,"number":"2026-000001","kind":"receipt",\
        "issued_at":"2026-01-01T12:00:00.000Z","supplier_company_name":"supplier",\
        "consumer_company_name":"consumer","amount_liters":"50.00","total_price":"1450.50",\
        "currency":"DZD","reversed":false}
        """)
    _ = try await site.fixture.sales.reverse(
      sale.id, because: "wrong pump", by: scene.caller(.manager, of: .supplier))
    #expect(await site.get(place, as: nil).json?["reversed"]?.bool == true)
    let note = await site.get(
      "/api/fleet/transactions/\(sale.id)/receipt?kind=credit_note", as: scene.driverUser)
    #expect(note.status == 200 && note["number"] == "2026-000002")
    let unknown = String(repeating: "0", count: InvitationCode.length)
    for code in [unknown, "x", "%20"] {
      #expect(await site.get("/api/fleet/receipts/\(code)/verify", as: nil).status == 404)
    }
  }

  @Test("The document is a PDF, and the same octets whenever it is asked for")
  func document() async throws {
    let (site, scene, sale) = try await site()
    let place = "/api/fleet/transactions/\(sale.id)/receipt?format=pdf"
    let first = await site.get(place, as: scene.driverUser)
    #expect(first.status == 200 && first.headers["Content-Type"] == "application/pdf")
    #expect(first.body.starts(with: Array("%PDF-1.".utf8)))
    try await site.fixture.time.advance(by: .seconds(86_400), doing: [])
    let posted = await site.post(place, "", as: scene.driverUser, key: "k")
    #expect(posted.status == 201 && posted.body == first.body)
  }
}
