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

/// What administrators do about payments, over HTTP.
@Suite struct PaymentAdminRouteTests {
  private let reason = #""reason":"checked by phone""#

  @Test("Nobody but administrators may; each act needs a reason")
  func rights() async throws {
    let site = try await Site.payments()
    let ada = try await site.fixture.user()
    let id = "01890a5d-ac96-774b-bcce-b302099a8057"
    for path in [
      "deposits/\(id)/settle", "withdrawals/\(id)/retry", "withdrawals/\(id)/return",
      "transactions/\(id)/reverse", "wallets/\(id)/credit", "wallets/\(id)/debit",
      "kyc/\(id)/decide", "banks/\(id)/decide", "reconciliation/\(id)/close",
    ] {
      let target = "/api/ajo/admin/\(path)"
      #expect(await site.post(target, "{}", as: ada).told == "403 forbidden", "\(path)")
      let bare = await site.post(target, "{}", as: site.fixture.administrator)
      #expect(bare.status == 422, "\(path)")
      let body =
        #"{\#(reason),"amount":"1.00","action":"ignore","status":"verified"}"#
      let unknown = await site.post(target, body, as: site.fixture.administrator)
      #expect(unknown.told == "404 not_found", "\(path)")
    }
    for path in ["deposits", "withdrawals", "banks", "reconciliation"] {
      #expect(await site.get("/api/ajo/admin/\(path)", as: ada).status == 403)
      let list = await site.get("/api/ajo/admin/\(path)", as: site.fixture.administrator)
      #expect(list.status == 200 && list.items.isEmpty)
    }
  }

  @Test("A mismatch is listed, settled once, and the same request answered the same")
  func settle() async throws {
    let site = try await Site.payments()
    let (ajo, admin) = (site.fixture, site.fixture.administrator)
    let ada = try await ajo.user()
    let deposit = try await ajo.deposit(100, by: ada)
    try await ajo.pay(deposit, .naira(90))
    let list = await site.get("/api/ajo/admin/deposits?status=mismatch", as: admin)
    #expect(list.each("id") == ["\(deposit.id)"])
    let target = "/api/ajo/admin/deposits/\(deposit.id)/settle"
    let body = #"{"action":"credit_paid",\#(reason)}"#
    let settled = await site.post(target, body, as: admin, key: "k")
    #expect(settled.told == "200 succeeded" && settled["settlement"] == "credit_paid")
    #expect(await site.post(target, body, as: admin, key: "k").body == settled.body)
    #expect(await site.post(target, body, as: admin).told == "409 deposit_not_mismatch")
    #expect(await site.get("/api/ajo/wallet", as: ada)["balance"] == "90.00")
    #expect(
      await site.get("/api/ajo/admin/deposits?status=mismatch", as: admin).items.isEmpty)
    #expect(await site.get("/api/ajo/admin/deposits?status=lost", as: admin).status == 422)
  }

  @Test("A transaction is reversed once, and by force into debt")
  func reverse() async throws {
    let site = try await Site.payments()
    let (ajo, admin) = (site.fixture, site.fixture.administrator)
    let ada = try await ajo.user()
    let credit = "/api/ajo/admin/wallets/\(ada)/credit"
    let made = await site.post(credit, #"{"amount":"50.00",\#(reason)}"#, as: admin)
    #expect(made.status == 201 && made["balance_after"] == "50.00" && made["type"] == "credit")
    let debited = await site.post(
      "/api/ajo/admin/wallets/\(ada)/debit", #"{"amount":"20.00",\#(reason)}"#, as: admin)
    #expect(debited.status == 201 && debited["direction"] == "debit")
    let poor = await site.post(
      "/api/ajo/admin/wallets/\(ada)/debit", #"{"amount":"31.00",\#(reason)}"#, as: admin)
    #expect(poor.told == "409 insufficient_funds")
    let id = try #require(made["id"])
    let target = "/api/ajo/admin/transactions/\(id)/reverse"
    #expect(
      await site.post(target, "{\(reason)}", as: admin).told == "409 insufficient_funds")
    let reversed = await site.post(target, #"{\#(reason),"force":true}"#, as: admin)
    #expect(reversed.status == 201 && reversed["debt"] == "20.00")
    #expect(reversed["transaction_id"] == made["id"])
    #expect(await site.post(target, "{\(reason)}", as: admin).told == "409 already_reversed")
  }

  @Test("A withdrawal is returned or sent again; identities, banks and differences are decided on")
  func decisions() async throws {
    let site = try await Site.payments()
    let (ajo, admin) = (site.fixture, site.fixture.administrator)
    let ada = try await ajo.user("ada obi", holding: .naira(100))
    let withdrawal = try await ajo.withdraw(.naira(10), by: ada, to: try await ajo.bank(of: ada))
    let path = "/api/ajo/admin/withdrawals/\(withdrawal.id)"
    #expect(await site.post("\(path)/retry", "{\(reason)}", as: admin).told == "200 held")
    try await ajo.submit(withdrawal)
    #expect(
      await site.post("\(path)/return", "{\(reason)}", as: admin).told
        == "409 withdrawal_with_provider")
    ajo.gateway.setReachable(false)
    #expect(
      await site.post("\(path)/return", "{\(reason)}", as: admin).told
        == "503 provider_unavailable")
    ajo.gateway.setReachable(true)
    try await ajo.tell(withdrawal.reference, .payout(.failed("no")))
    #expect(
      await site.post("\(path)/return", "{\(reason)}", as: admin).told == "409 withdrawal_ended")
    try await ajo.tell(
      withdrawal.reference, .payout(.paid(.of(withdrawal.reference, .naira(10)))))
    let open = await site.get("/api/ajo/admin/reconciliation?status=open", as: admin)
    #expect(open.each("kind") == ["state_differs"])
    let difference = try #require(open.each("id").first ?? nil)
    let close = "/api/ajo/admin/reconciliation/\(difference)/close"
    #expect(await site.post(close, "{\(reason)}", as: admin).told == "200 closed")
    #expect(await site.post(close, "{\(reason)}", as: admin).told == "409 already_closed")
    let kyc = await site.post(
      "/api/ajo/admin/kyc/\(ada)/decide", #"{"status":"verified",\#(reason)}"#, as: admin)
    #expect(kyc.told == "200 verified")
    ajo.gateway.setHolder(of: BankAccount(bankCode: "058", number: "5555555555"), "BOLA ADE")
    let bank = try await ajo.bank(of: ada, "5555555555")
    #expect(
      await site.get("/api/ajo/admin/banks", as: admin).each("id") == ["\(bank.id)"])
    let decide = "/api/ajo/admin/banks/\(bank.id)/decide"
    let body = #"{"status":"rejected",\#(reason)}"#
    #expect(await site.post(decide, body, as: admin).told == "200 rejected")
    #expect(await site.post(decide, body, as: admin).told == "409 already_decided")
  }
}
