import Ajo
import AjoTesting
import HTTP
import JSON
import Kernel
import KernelTesting
import Payments
import Ports
import Router
import StorageTesting
import Testing
import WebTesting

@testable import AjoWeb

/// Deposits and cards over HTTP, through the router.
@Suite struct DepositRouteTests {
  private let deposit = "/api/ajo/wallet/deposit"

  @Test("A new deposit is answered with 201, its page and a Location that finds it")
  func begin() async throws {
    let site = try await Site.payments()
    let (ada, bola) = (try await site.fixture.user(), try await site.fixture.user("bola"))
    let made = await site.post(deposit, #"{"amount":"1500.00"}"#, as: ada, key: "k")
    #expect(made.told == "201 pending")
    #expect(made["amount"] == "1500.00" && made["currency"] == "NGN")
    #expect(made["provider"] == "sandbox")
    let reference = try #require(made["reference"])
    #expect(made["authorization_url"] == "https://pay.example/\(reference)")
    let location = try #require(made.headers["Location"])
    #expect(await site.get(location, as: ada)["id"] == made["id"])
    #expect(await site.get(location, as: bola).told == "404 not_found")
    #expect(await site.post("\(location)/check", "", as: bola).told == "404 not_found")
    let again = await site.post(deposit, #"{"amount":"1500.00"}"#, as: ada, key: "k")
    #expect(again.body == made.body && again.headers["Idempotency-Replayed"] == "true")
    #expect(
      await site.post(deposit, #"{"amount":1}"#, as: ada, key: "k").told
        == "422 idempotency_key_reused")
    #expect(await site.get("/api/ajo/wallet/transactions", as: ada).items.count == 0)
    #expect(await site.get("/api/ajo/wallet/deposits", as: ada).each("status") == ["pending"])
    #expect(await site.get("/api/ajo/wallet/deposits", as: bola).items.isEmpty)
  }

  @Test(
    "Amounts beyond the limits are refused field by field",
    arguments: [
      (#"{"amount":"99.99"}"#, "amount"), (#"{"amount":"5000000.01"}"#, "amount"),
      (#"{"amount":"0"}"#, "amount"), (#"{"amount":"1.001"}"#, "amount"),
      (#"{}"#, "amount"), (#"{"amount":"100","provider":"stripe"}"#, "provider"),
    ])
  func form(_ body: String, _ field: String) async throws {
    let site = try await Site.payments()
    let answer = await site.post(deposit, body, as: try await site.fixture.user())
    #expect(answer.told == "422 validation_failed" && answer.field == field)
  }

  @Test("A card that is not there, or somebody else's, is not found")
  func unknownCard() async throws {
    let site = try await Site.payments()
    let body = #"{"amount":"100","card_id":"01890a5d-ac96-774b-bcce-b302099a8057"}"#
    let answer = await site.post(deposit, body, as: try await site.fixture.user())
    #expect(answer.told == "404 not_found")
  }

  @Test("Refusals by the day's limit, the identity and the provider have codes of their own")
  func refusals() async throws {
    let site = try await Site.payments()
    let ada = try await site.fixture.user()
    site.fixture.set { $0.depositsPerDay = .init(unverified: .naira(150), verified: .naira(300)) }
    func pay(_ naira: Int, provider: String = "sandbox") async -> String {
      await site.post(
        deposit, #"{"amount":\#(naira),"provider":"\#(provider)"}"#, as: ada
      ).told
    }
    #expect(await pay(100) == "201 pending")
    #expect(await pay(101) == "403 kyc_required")
    #expect(await pay(201) == "409 limit_exceeded")
    #expect(await pay(100, provider: "paystack") == "503 provider_not_configured")
    site.fixture.set { $0 = .standard(in: .naira) }
    site.fixture.gateway.answer(.unreachable)
    #expect(await pay(100) == "503 provider_unavailable")
    site.fixture.gateway.answer(.refused)
    #expect(await pay(100) == "409 payment_refused")
    #expect(await site.post(deposit, #"{"amount":100}"#, as: nil).status == 401)
  }

  @Test("A card is linked by a paid charge, charged by its id, and shown without its token")
  func cards() async throws {
    let site = try await Site.payments()
    let ada = try await site.fixture.user()
    let made = await site.post(deposit, #"{"amount":"100"}"#, as: ada)
    let text = try #require(made["reference"])
    let reference = try #require(PaymentReference(text))
    let body = #"{"provider":"sandbox","reference":"\#(reference)"}"#
    #expect(await site.post("/api/ajo/cards", body, as: ada).told == "409 charge_not_finished")
    site.fixture.gateway.set(
      reference, ChargeStatus.succeeded(.paying(reference, .naira(100))))
    let card = await site.post("/api/ajo/cards/link", body, as: ada)
    #expect(card.told == "201 active")
    #expect(card["last4"] == "4081" && card["brand"] == "visa")
    #expect(!String(decoding: card.body, as: UTF8.self).contains("AUTH_"))
    #expect(await site.post("/api/ajo/cards", body, as: ada).told == "409 card_already_linked")
    #expect(
      await site.post(
        "/api/ajo/cards", #"{"provider":"sandbox","reference":"ajo-x"}"#, as: ada
      ).told == "404 not_found")
    let id = try #require(card["id"])
    let charged = await site.post(deposit, #"{"amount":"100","card_id":"\#(id)"}"#, as: ada)
    #expect(charged.told == "201 succeeded")
    #expect(await site.get("/api/ajo/wallet", as: ada)["balance"] == "200.00")
    #expect(await site.get("/api/ajo/cards", as: ada).each("status") == ["active"])
    site.fixture.pass(hours: 5 * 366 * 24)
    #expect(await site.get("/api/ajo/cards", as: ada).each("status") == ["expired"])
    #expect(
      await site.post(deposit, #"{"amount":"100","card_id":"\#(id)"}"#, as: ada).told
        == "409 card_expired")
    #expect(await site.send(.delete, "/api/ajo/cards/\(id)", as: ada).status == 204)
    #expect(await site.send(.delete, "/api/ajo/cards/\(id)", as: ada).status == 404)
  }
}
