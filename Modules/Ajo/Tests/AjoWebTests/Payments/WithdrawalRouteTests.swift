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
import Synchronization
import Testing
import WebTesting

@testable import AjoWeb

/// Withdrawals and banks over HTTP, through the router.
@Suite struct WithdrawalRouteTests {
  private let withdraw = "/api/ajo/wallet/withdraw"

  private func bank(_ site: Site<PaymentFixture>, _ user: UserID) async throws -> String {
    let linked = await site.post(
      "/api/ajo/banks", #"{"bank_code":"058","account_number":"0123456789"}"#, as: user)
    #expect(linked.told == "201 verified")
    return try #require(linked["id"])
  }

  @Test("A withdrawal is answered with 201, held at once, listed as pending, and cancelled")
  func begin() async throws {
    let site = try await Site.payments()
    let (ada, bola) = (
      try await site.fixture.user(holding: .naira(500)), try await site.fixture.user("bola")
    )
    let bank = try await bank(site, ada)
    let body = #"{"amount":"200.00","bank_account_id":"\#(bank)"}"#
    let made = await site.post(withdraw, body, as: ada, key: "k")
    #expect(made.told == "201 held")
    #expect(made["fee"] == "0.00" && made["bank_account_id"] == bank)
    let again = await site.post(withdraw, body, as: ada, key: "k")
    #expect(again.body == made.body)
    let wallet = await site.get("/api/ajo/wallet", as: ada)
    #expect(wallet["balance"] == "500.00" && wallet["held"] == "200.00")
    #expect(wallet["available"] == "300.00")
    let entries = await site.get("/api/ajo/wallet/transactions", as: ada)
    #expect(entries.each("status") == ["pending", "completed"])
    #expect(entries.each("type") == ["withdrawal", "credit"])
    #expect(entries.each("reference").first == made["reference"])
    let entry = try #require(made["transaction_id"])
    #expect(
      await site.get("/api/ajo/wallet/transactions/\(entry)", as: ada)["status"] == "pending")
    let location = try #require(made.headers["Location"])
    #expect(await site.get(location, as: ada)["id"] == made["id"])
    #expect(await site.get(location, as: bola).status == 404)
    #expect(await site.post("\(location)/cancel", "{}", as: bola).status == 404)
    let cancelled = await site.post("\(location)/cancel", "{}", as: ada)
    #expect(cancelled.told == "200 returned" && cancelled["returned_because"] == "cancelled")
    #expect(
      await site.post("\(location)/cancel", "{}", as: ada).told == "409 withdrawal_not_held")
    #expect(await site.get("/api/ajo/wallet", as: ada)["available"] == "500.00")
    #expect(
      await site.get("/api/ajo/wallet/transactions", as: ada).each("status")
        == ["voided", "completed"])
  }

  @Test("Each refusal of a withdrawal has a status and a code of its own")
  func refusals() async throws {
    let site = try await Site.payments()
    let ada = try await site.fixture.user(holding: .naira(100_000))
    let bank = try await bank(site, ada)
    func withdraw(_ amount: String, _ bank: String) async -> String {
      await site.post(
        self.withdraw, #"{"amount":"\#(amount)","bank_account_id":"\#(bank)"}"#, as: ada
      ).told
    }
    #expect(await withdraw("0.00", bank) == "422 validation_failed")
    #expect(await withdraw("1.00", "\(ada)") == "404 not_found")
    #expect(await withdraw("50000.01", bank) == "403 kyc_required")
    #expect(await withdraw("5000000.01", bank) == "409 limit_exceeded")
    site.fixture.set { $0.withdrawalsPerDay.unverified = .naira(5_000_000) }
    #expect(await withdraw("100000.01", bank) == "409 insufficient_funds")
    site.fixture.gateway.setHolder(
      of: BankAccount(bankCode: "044", number: "2222222222"), "SOMEBODY ELSE")
    let pending = await site.post(
      "/api/ajo/banks", #"{"bank_code":"044","account_number":"2222222222"}"#, as: ada)
    #expect(pending.told == "201 pending")
    let other = try #require(pending["id"])
    #expect(await withdraw("1.00", other) == "409 bank_not_verified")
    #expect(await site.post(self.withdraw, "{}", as: nil).status == 401)
  }

  @Test("Money goes out with a PIN token for withdrawals; a refusal leaves it to be used")
  func pin() async throws {
    let site = try await Site.payments(
      pins: PinPolicy(verifier: WithdrawalToken(), isForEverybody: false))
    let ada = try await site.fixture.user(holding: .naira(500))
    let bank = try await bank(site, ada)
    func body(_ amount: Int, _ bank: String) -> String {
      #"{"amount":\#(amount),"bank_account_id":"\#(bank)"}"#
    }
    for pin in [nil, "wrong"] {
      #expect(
        await site.post(withdraw, body(10, bank), as: ada, pin: pin).told == "403 pin_required")
    }
    for (amount, bank, told) in [
      (10, "\(ada)", "404 not_found"), (501, bank, "409 insufficient_funds"),
      (50_001, bank, "403 kyc_required"),
    ] {
      #expect(await site.post(withdraw, body(amount, bank), as: ada, pin: "right").told == told)
    }
    #expect(
      await site.post(withdraw, body(10, bank), as: ada, key: "k", pin: "right").status == 201)
    // The token is spent; a repetition needs none.
    #expect(await site.post(withdraw, body(10, bank), as: ada, pin: "right").status == 403)
    #expect(await site.post(withdraw, body(10, bank), as: ada, key: "k", pin: nil).status == 201)
  }

  @Test("Banks are looked up, linked once, made primary and unlinked")
  func banks() async throws {
    let site = try await Site.payments()
    let ada = try await site.fixture.user("ada obi", holding: .naira(10))
    let directory = await site.get("/api/ajo/banks/directory?limit=1", as: ada)
    #expect(directory.each("code") == ["044"])
    let cursor = try #require(directory["next_cursor"])
    let rest = await site.get("/api/ajo/banks/directory?limit=1&cursor=\(cursor)", as: ada)
    #expect(rest.each("name") == ["Guaranty Trust Bank"])
    let resolved = await site.post(
      "/api/ajo/banks/resolve", #"{"bank_code":"058","account_number":"0123456789"}"#, as: ada)
    #expect(resolved.status == 200 && resolved["account_name"] == "ada obi")
    let first = try await bank(site, ada)
    func link(_ code: String, _ number: String) async -> Answer {
      await site.post(
        "/api/ajo/banks", #"{"bank_code":"\#(code)","account_number":"\#(number)"}"#, as: ada)
    }
    #expect(await link("058", "0123456789").told == "409 bank_already_linked")
    #expect(await link("999", "0123456789").field == "bank_code")
    #expect(await link("058", "012345678").field == "account_number")
    site.fixture.gateway.setHolder(of: BankAccount(bankCode: "058", number: "3333333330"), nil)
    #expect(await link("058", "3333333330").field == "account_number")
    let second = try #require(await link("044", "4444444444")["id"])
    let primary = await site.send(.put, "/api/ajo/banks/\(second)/primary", "{}", as: ada)
    #expect(primary.status == 200 && primary.json?["is_primary"]?.bool == true)
    let body = #"{"amount":1,"bank_account_id":"\#(second)"}"#
    #expect(await site.post(withdraw, body, as: ada).status == 201)
    let removed = await site.send(.delete, "/api/ajo/banks/\(second)", as: ada)
    #expect(removed.told == "409 bank_in_use")
    #expect(await site.send(.delete, "/api/ajo/banks/\(first)", as: ada).status == 204)
    #expect(await site.send(.delete, "/api/ajo/banks/\(first)", as: ada).status == 404)
    #expect(await site.get("/api/ajo/banks", as: ada).each("id") == [second])
  }

  @Test("An identity is taken in with 202 and shown by the number's end")
  func identity() async throws {
    let site = try await Site.payments()
    let ada = try await site.fixture.user()
    #expect(await site.get("/api/ajo/kyc", as: ada).told == "200 none")
    #expect(
      await site.post("/api/ajo/kyc", #"{"id_type":"visa","id_number":"12345678900"}"#, as: ada)
        .field == "id_type")
    let body = #"{"id_type":"bvn","id_number":"12345678900","date_of_birth":"1990-01-31"}"#
    let made = await site.post("/api/ajo/kyc", body, as: ada)
    #expect(made.told == "202 pending" && made["id_number_last4"] == "8900")
    #expect(!String(decoding: made.body, as: UTF8.self).contains("12345678900"))
    #expect(await site.post("/api/ajo/kyc", body, as: ada).told == "409 kyc_pending")
    #expect(
      await site.post("/api/ajo/webhooks/smileid", "{}", as: nil).told
        == "503 provider_not_configured")
  }
}

/// One token, `right`, for one withdrawal of any amount.
private final class WithdrawalToken: PinVerifier {
  private let isTaken = Mutex(false)

  func hasPin(_ user: UserID) async throws -> Bool { true }

  func claim(_ token: String, for use: PinUse) async throws -> PinClaim? {
    guard token == "right", use.action == .withdraw else { return nil }
    return isTaken.withLock { isTaken in
      if isTaken { return nil }
      isTaken = true
      return PinClaim(token: [1], claimant: [1])
    }
  }

  func release(_ claim: PinClaim) async throws { isTaken.withLock { $0 = false } }
}
