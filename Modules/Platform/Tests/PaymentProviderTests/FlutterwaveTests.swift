import HTTP
import JSON
import Kernel
import Payments
import Testing

@testable import PaymentProviders

/// Flutterwave's version 3 as it documents itself.
@Suite(.timeLimit(.minutes(30))) struct FlutterwaveTests {
  private static let transaction = #"""
    {"status":"success","message":"Transaction fetched successfully","data":{"id":288200108,
    "tx_ref":"ajo-1","flw_ref":"LiveCARDMOVE","amount":1500.5,"currency":"NGN",
    "charged_amount":1500.5,"app_fee":3.8,"merchant_fee":0,"processor_response":"Approved",
    "status":"successful","payment_type":"card","created_at":"2026-01-01T12:00:00.000Z",
    "card":{"first_6digits":"232343","last_4digits":"4567","issuer":"FBN","country":"NIGERIA NG",
    "type":"VERVE","token":"flw-t1nf","expiry":"03/31"},"customer":{"id":1,
    "email":"ada@example.com"},"amount_settled":1496.2}}
    """#

  private static let paid = ChargeStatus.succeeded(
    Charge(
      reference: Sample.reference, amount: Money(minorUnits: 150_050, unit: .naira),
      providerReference: "288200108", paidAt: Instant(milliseconds: 1_767_268_800_000),
      card: CardAuthorization(
        token: "flw-t1nf", signature: nil, brand: "verve", lastFour: "4567", expiryMonth: 3,
        expiryYear: 2_031, email: "ada@example.com")))

  @Test("A charge is begun with its reference and an exact decimal amount")
  func initialise() async throws {
    let provider = try Provider { _ in
      .json(#"{"status":"success","message":"Hosted Link","data":{"link":"https://f.example/x"}}"#)
    }
    #expect(
      try await provider.flutterwave.initialise(Sample.charge).url == "https://f.example/x")
    let request = try #require(provider.seen.first)
    #expect(request.line == "POST /payments" && request["tx_ref"]?.string == "ajo-1")
    #expect(request["amount"]?.numberText == "1500.50" && request["currency"]?.string == "NGN")
    #expect(request["customer"]?["email"]?.string == "ada@example.com")
    #expect(request["redirect_url"]?.string == "https://example.com/back")
  }

  @Test("A charge that was paid is told with its exact amount and the card")
  func verify() async throws {
    let provider = try Provider { _ in .json(Self.transaction) }
    #expect(try await provider.flutterwave.verifyCharge(Sample.reference) == Self.paid)
    #expect(
      provider.seen.map(\.line) == ["GET /transactions/verify_by_reference?tx_ref=ajo-1"])
  }

  @Test(
    "Amounts are read exactly, however they are written, or not at all",
    arguments: [
      ("1500.5", Int64(150_050)), ("1500.50", 150_050), ("1500.500000", 150_050), ("1500", 150_000),
      ("\"1500.50\"", 150_050), ("\"1500.x\"", nil), ("1500.505", nil), ("1.5e3", nil), ("-1", nil),
      ("null", nil), ("0.1", 10), ("92233720368547758.07", Int64.max),
      ("92233720368547758.08", nil),
    ])
  func amounts(text: String, kobo: Int64?) throws {
    let json = #"{"amount":\#(text),"currency":"NGN"}"#
    let root = try JSONDocument(parsing: json).root
    let amount = try? root.majorAmount()
    #expect(amount?.minorUnits == kobo)
  }

  @Test("Every amount is read back as it was written, with zeros behind it or without")
  func exactness() {
    var random = SystemRandomNumberGenerator()
    for unit in [Unit.naira, .kuwaitiDinar, .coins] {
      for _ in 1...1_000 {
        let amount = Money(minorUnits: .random(in: 0...Int64.max, using: &random), unit: unit)
        #expect(ExactAmount.read("\(amount)", in: unit) == amount)
        if unit.fractionDigits > 0 {
          #expect(ExactAmount.read("\(amount)000", in: unit) == amount)
          #expect(ExactAmount.read("\(amount)001", in: unit) == nil)
        }
      }
    }
  }

  @Test("A payout is one request; a reference that was used is asked for")
  func payout() async throws {
    let provider = try Provider { request in
      request.method == "POST"
        ? .json(
          #"{"status":"error","message":"Reference already exists","data":null}"#, status: 400)
        : .json(
          #"""
          {"status":"success","message":"","meta":{"page_info":{"total":1,"total_pages":1}},
          "data":[{"id":128,"reference":"ajo-1","status":"SUCCESSFUL","amount":1500.5,
          "currency":"NGN"}]}
          """#)
    }
    #expect(
      try await provider.flutterwave.transferOut(Sample.payout)
        == .paid(
          Payout(
            reference: Sample.reference, amount: Money(minorUnits: 150_050, unit: .naira),
            providerReference: "128")))
    let request = try #require(provider.seen.first)
    #expect(provider.seen.map(\.line) == ["POST /transfers", "GET /transfers?reference=ajo-1"])
    #expect(request["account_bank"]?.string == "058")
    #expect(request["account_number"]?.string == "0123456789")
    #expect(request["amount"]?.numberText == "1500.50")
  }

  @Test("A list without the transfer says that there is none")
  func unknownPayout() async throws {
    let provider = try Provider { _ in .json(#"{"status":"success","data":[]}"#) }
    #expect(try await provider.flutterwave.verifyPayout(Sample.reference) == .unknown)
  }

  @Test("A refund is asked for once, and found by its comment, or by its transaction and amount")
  func refund() async throws {
    let lines =
      #"[{"id":1,"tx_id":77,"comments":"ajo-9","amount_refunded":1000,"status":"failed"},"#
    for line in [
      #"{"id":2,"tx_id":77,"comments":"ajo-2","amount_refunded":1000,"status":"completed"}]"#,
      #"{"id":2,"tx_id":77,"amount_refunded":1000,"status":"completed-momo"}]"#,
    ] {
      let provider = try Provider { _ in .json(#"{"status":"success","data":\#(lines)\#(line)}"#) }
      #expect(try await provider.flutterwave.verifyRefund(Sample.refund) == .succeeded)
    }
  }

  @Test("Lists are read to their last page")
  func settlements() async throws {
    let provider = try Provider { request in
      let page = request.target.hasSuffix("page=2") ? 2 : 1
      let names = request.target.hasPrefix("/transactions") ? "tx_ref" : "reference"
      return .json(
        #"""
        {"status":"success","meta":{"page_info":{"total":2,"current_page":\#(page),
        "total_pages":2}},"data":[{"id":\#(page),"\#(names)":"ajo-\#(page)","amount":10,
        "currency":"NGN","status":"successful","created_at":"2026-01-01T08:00:00.000Z"}]}
        """#)
    }
    let day = try #require(CivilDate(year: 2026, month: 1, day: 1))
    let found = try await provider.flutterwave.settlements(on: day, in: .utc)
    #expect(found.map(\.kind) == [.charge, .charge, .payout, .payout])
    #expect(found.map(\.reference?.text) == ["ajo-1", "ajo-2", "ajo-1", "ajo-2"])
  }

  @Test(
    "A chargeback is asked for before it is believed, with the currency of its charge",
    arguments: [
      ("initiated", TakenBack.State.open), ("declined", .open), ("accepted", .taken),
      ("lost", .taken), ("won", .dropped), ("reversed", .dropped), ("unheard_of", .open),
    ])
  func chargeback(status: String, state: TakenBack.State) async throws {
    let provider = try Provider { request in
      request.target.hasPrefix("/transactions/verify_by_reference")
        ? .json(Self.transaction)
        : .json(
          #"""
          {"status":"success","data":[{"id":7,"tx_ref":"ajo-2","amount":1,"status":"lost"},
          {"id":8,"tx_ref":"ajo-1","amount":1500.5,"status":"\#(status)",
          "due_date":"2026-01-09T12:00:00.000Z"}]}
          """#)
    }
    let body = Array(
      #"{"event":"chargeback.\#(status)","data":{"id":8,"tx_ref":"ajo-1","flw_ref":"FLW 1","amount":9}}"#
        .utf8)
    let event = try #require(try provider.flutterwave.event(in: body))
    #expect(event.reference == Sample.reference && !event.isVouchedFor)
    let found = try await provider.flutterwave.verifyTakenBack(event, in: body)
    #expect(
      found
        == TakenBack(
          kind: .dispute, name: "8", amount: Money(minorUnits: 150_050, unit: .naira),
          state: state, due: "2026-01-09T12:00:00.000Z"))
    #expect(provider.seen.last?.line == "GET /chargebacks?flw_ref=FLW%201")
  }

  @Test("A chargeback that Flutterwave does not list, or of a charge that was not paid, is none")
  func unknownChargeback() async throws {
    let body = Array(
      #"{"event":"chargeback.initiated","data":{"id":8,"tx_ref":"ajo-1"}}"#.utf8)
    for isPaid in [true, false] {
      let provider = try Provider { request in
        request.target.hasPrefix("/transactions") && isPaid
          ? .json(Self.transaction) : .json(#"{"status":"success","data":[]}"#)
      }
      let event = try #require(try provider.flutterwave.event(in: body))
      let found = try? await provider.flutterwave.verifyTakenBack(event, in: body)
      #expect(found == .some(nil) || found == nil)
    }
    let nameless = Array(#"{"event":"chargeback.initiated","data":{"id":8}}"#.utf8)
    let provider = try Provider { _ in .json("{}") }
    #expect(try provider.flutterwave.event(in: nameless) == nil)
  }

  @Test("Its webhooks bear the hash, which vouches for nothing that they say")
  func webhooks() throws {
    let provider = try Provider { _ in HTTPResponse(status: 500) }
    let body = Array(
      #"{"event":"charge.completed","data":{"id":1,"tx_ref":"ajo-1","amount":9,"currency":"NGN","status":"successful"}}"#
        .utf8)
    let event = try provider.flutterwave.read(
      IncomingWebhook(headers: ["verif-hash": "the hash"], body: body))
    #expect(event?.outcome == .charge(.pending) && event?.isVouchedFor == false)
    #expect(event?.reference == Sample.reference)
    for wrong in [[:], ["verif-hash": ""], ["verif-hash": "the Hash"]] {
      #expect(throws: IncomingWebhookRefusal.badSignature) {
        try provider.flutterwave.read(IncomingWebhook(headers: wrong, body: body))
      }
    }
    let unset = FlutterwaveGateway(provider.reaching(), secretHash: nil)
    #expect(throws: IncomingWebhookRefusal.notConfigured) {
      try unset.read(IncomingWebhook(headers: ["verif-hash": ""], body: body))
    }
    let transfer = Array(
      #"{"event":"transfer.completed","data":{"id":1,"reference":"ajo-1","status":"FAILED"}}"#.utf8)
    #expect(try provider.flutterwave.event(in: transfer)?.outcome == .payout(.pending))
  }
}
