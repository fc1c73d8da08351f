import Crypto
import HTTP
import JSON
import Kernel
import Payments
import Testing

@testable import PaymentProviders

/// Paystack as it documents itself.
@Suite(.timeLimit(.minutes(30))) struct PaystackTests {
  private static let transaction = #"""
    {"status":true,"message":"Verification successful","data":{"id":4099260516,"domain":"test",
    "status":"success","reference":"ajo-1","receipt_number":null,"amount":150050,"message":null,
    "gateway_response":"Successful","paid_at":"2026-01-01T12:00:00.000Z","channel":"card",
    "currency":"NGN","fees":10283,"fees_split":null,"authorization":{"authorization_code":"AUTH_1",
    "bin":"408408","last4":"4081","exp_month":"12","exp_year":"2030","channel":"card",
    "card_type":"visa ","bank":"TEST BANK","country_code":"NG","brand":"visa","reusable":true,
    "signature":"SIG_1","account_name":null},"customer":{"id":1,"email":"ada@example.com"},
    "requested_amount":150050}}
    """#

  private static let paid = ChargeStatus.succeeded(
    Charge(
      reference: Sample.reference, amount: Money(minorUnits: 150_050, unit: .naira),
      providerReference: "4099260516", paidAt: Instant(milliseconds: 1_767_268_800_000),
      card: CardAuthorization(
        token: "AUTH_1", signature: "SIG_1", brand: "visa", lastFour: "4081", expiryMonth: 12,
        expiryYear: 2_030, email: "ada@example.com")))

  @Test("A charge is begun with its reference, in kobo, and answers where it is paid")
  func initialise() async throws {
    let provider = try Provider { _ in
      .json(
        #"""
        {"status":true,"message":"Authorization URL created","data":{
        "authorization_url":"https://checkout.paystack.com/x","access_code":"x","reference":"ajo-1"}}
        """#)
    }
    let page = try await provider.paystack.initialise(Sample.charge)
    #expect(page.url == "https://checkout.paystack.com/x")
    let request = try #require(provider.seen.first)
    #expect(request.line == "POST /transaction/initialize")
    #expect(request.headers["Authorization"] == "Bearer sk_test")
    #expect(request["amount"]?.numberText == "150050" && request["currency"]?.string == "NGN")
    #expect(request["reference"]?.string == "ajo-1")
    #expect(request["email"]?.string == "ada@example.com")
    #expect(request["callback_url"]?.string == "https://example.com/back")
  }

  @Test("A charge that was paid is told with its amount, the provider's name for it and the card")
  func verify() async throws {
    let provider = try Provider { _ in .json(Self.transaction) }
    #expect(try await provider.paystack.verifyCharge(Sample.reference) == Self.paid)
    #expect(provider.seen.map(\.line) == ["GET /transaction/verify/ajo-1"])
  }

  @Test(
    "Each status of a charge is told as what it means",
    arguments: [
      ("failed", ChargeStatus.failed("Successful")), ("reversed", .failed("Successful")),
      ("abandoned", .pending), ("ongoing", .pending), ("queued", .pending), ("new one", .pending),
    ])
  func statuses(word: String, status: ChargeStatus) async throws {
    let answer = Self.transaction.replacing(
      #""status":"success""#, with: #""status":"\#(word)""#)
    let provider = try Provider { _ in .json(answer) }
    #expect(try await provider.paystack.verifyCharge(Sample.reference) == status)
  }

  @Test("A reference that is not known is unknown, and an answer about another one is none")
  func unknown() async throws {
    let none = try Provider { _ in
      .json(#"{"status":false,"message":"Transaction reference not found."}"#, status: 400)
    }
    #expect(try await none.paystack.verifyCharge(Sample.reference) == .unknown)
    #expect(try await none.paystack.verifyPayout(Sample.reference) == .unknown)
    let gone = try Provider { _ in .json(#"{"detail":"Not Found"}"#, status: 404) }
    await #expect(throws: GatewayError.unavailable("status 404 without a reason")) {
      try await gone.paystack.verifyPayout(Sample.reference)
    }
    let other = try Provider { _ in .json(Self.transaction) }
    await #expect(throws: GatewayError.self) {
      try await other.paystack.verifyCharge(Sample.reference("ajo-9"))
    }
  }

  @Test("A saved card is charged once: where the reference was used, the provider is asked")
  func savedCard() async throws {
    let provider = try Provider { request in
      request.method == "GET"
        ? .json(Self.transaction)
        : .json(
          #"{"status":false,"message":"Duplicate Transaction Reference","code":"duplicate_reference"}"#,
          status: 400)
    }
    #expect(try await provider.paystack.charge(Sample.card, Sample.charge) == Self.paid)
    #expect(
      provider.seen.map(\.line) == [
        "POST /transaction/charge_authorization", "GET /transaction/verify/ajo-1",
      ])
    #expect(provider.seen.first?["authorization_code"]?.string == "AUTH_1")
  }

  @Test("A page whose answer was lost is no refusal, but cannot be had again")
  func lostPage() async throws {
    let provider = try Provider { _ in
      .json(
        #"{"status":false,"message":"Duplicate Transaction Reference","code":"duplicate_reference"}"#,
        status: 400)
    }
    await #expect(throws: GatewayError.unavailable("the reference was used before")) {
      try await provider.paystack.initialise(Sample.charge)
    }
  }

  @Test("A payout names its recipient first; it is pending until Paystack says otherwise")
  func payout() async throws {
    let provider = try Provider { request in
      request.target == "/transferrecipient"
        ? .json(#"{"status":true,"message":"","data":{"recipient_code":"RCP_1"}}"#, status: 201)
        : .json(
          #"""
          {"status":true,"message":"Transfer has been queued","data":{"reference":"ajo-1",
          "amount":150050,"currency":"NGN","status":"pending","transfer_code":"TRF_1","id":9}}
          """#)
    }
    #expect(try await provider.paystack.transferOut(Sample.payout) == .pending)
    let (recipient, transfer) = (
      try #require(provider.seen.first), try #require(provider.seen.last)
    )
    #expect(recipient["account_number"]?.string == "0123456789")
    #expect(recipient["bank_code"]?.string == "058" && recipient["type"]?.string == "nuban")
    #expect(transfer.line == "POST /transfer" && transfer["recipient"]?.string == "RCP_1")
    #expect(transfer["reference"]?.string == "ajo-1" && transfer["source"]?.string == "balance")
    #expect(transfer["amount"]?.numberText == "150050")
  }

  @Test("If the recipient cannot be made, surely nothing was sent")
  func recipientFails() async throws {
    let provider = try Provider { _ in HTTPResponse(status: 500) }
    await #expect(throws: GatewayError.unavailable("the provider answered 500")) {
      try await provider.paystack.transferOut(Sample.payout)
    }
    #expect(Set(provider.seen.map(\.target)) == ["/transferrecipient"])
  }

  @Test("An account is resolved, or there is none")
  func resolve() async throws {
    let provider = try Provider { request in
      request.target.contains("0123456789")
        ? .json(
          #"{"status":true,"data":{"account_number":"0123456789","account_name":"ADA OBI","bank_id":9}}"#
        )
        : .json(#"{"status":false,"message":"Could not resolve account name."}"#, status: 422)
    }
    let known = try await provider.paystack.resolve(
      BankAccount(bankCode: "058", number: "0123456789"), claimedBy: "Somebody")
    #expect(known == AccountName("ADA OBI"))
    let none = try await provider.paystack.resolve(
      BankAccount(bankCode: "058", number: "1"), claimedBy: "Somebody")
    #expect(none == nil)
    #expect(
      provider.seen.first?.target == "/bank/resolve?account_number=0123456789&bank_code=058")
  }

  @Test("A refund is asked for once, and found by its note")
  func refund() async throws {
    let provider = try Provider { request in
      request.method == "GET"
        ? .json(
          #"""
          {"status":true,"data":[{"id":1,"merchant_note":"ajo-7","status":"processed"},
          {"id":2,"merchant_note":"ajo-2","status":"processed"}]}
          """#)
        : HTTPResponse(status: 502)
    }
    await #expect(throws: GatewayError.outcomeUnknown("the provider answered 502")) {
      try await provider.paystack.refund(Sample.refund)
    }
    #expect(provider.seen.count == 1)
    #expect(try await provider.paystack.verifyRefund(Sample.refund) == .succeeded)
  }

  @Test("What was settled on a day of the zone is told, over all pages")
  func settlements() async throws {
    let provider = try Provider { request in
      guard request.target.hasPrefix("/transaction?") else {
        return .json(
          #"""
          {"status":true,"data":[{"status":"success","reference":"ajo-5","transfer_code":"TRF_5",
          "amount":70,"currency":"NGN","updatedAt":"2025-12-31T23:30:00.000Z"}]}
          """#)
      }
      let count = request.target.hasSuffix("&page=1") ? 100 : 1
      let line = #"""
        {"id":7,"status":"success","reference":"ajo-3","amount":100,"currency":"NGN",
        "paid_at":"2026-01-01T22:59:59.000Z"}
        """#
      let lines =
        Array(repeating: line, count: count)
        + [line.replacing("22:59:59", with: "23:00:00")].prefix(count == 1 ? 1 : 0)
      return .json(#"{"status":true,"data":[\#(lines.joined(separator: ","))]}"#)
    }
    let day = try #require(CivilDate(year: 2026, month: 1, day: 1))
    let found = try await provider.paystack.settlements(
      on: day, in: TimeZoneRules(identifier: "Africa/Lagos"))
    #expect(found.count == 102)
    #expect(found.last?.kind == .payout && found.last?.providerReference == "TRF_5")
    #expect(found.first?.amount == Money(minorUnits: 100, unit: .naira))
    #expect(
      provider.seen.first?.target
        == "/transaction?status=success&from=2025-12-30T23:00:00.000Z&to=2026-01-01T23:00:00.000Z"
        + "&perPage=100&page=1")
  }

  @Test("Its webhooks are right only with the HMAC-SHA512 of the body as it came")
  func webhooks() throws {
    let provider = try Provider { _ in HTTPResponse(status: 500) }
    let data = try #require(try JSONDocument(parsing: Self.transaction).root["data"])
    let body = Array(#"{"event":"charge.success","data":\#(data)}"#.utf8)
    let signature = Hex.encode(HMAC.sha512(key: Array("sk_test".utf8), message: body))
    let field = "x-paystack-signature"
    let event = try provider.paystack.read(
      IncomingWebhook(headers: [field: signature], body: body))
    #expect(event?.reference == Sample.reference && event?.type == "charge.success")
    #expect(event?.outcome == .charge(Self.paid) && event?.isVouchedFor == true)
    for wrong in [nil, "", "00", String(signature.dropLast(2)), signature + "00"] {
      #expect(throws: IncomingWebhookRefusal.badSignature) {
        try provider.paystack.read(
          IncomingWebhook(headers: wrong.map { [field: $0] } ?? [:], body: body))
      }
    }
    #expect(throws: IncomingWebhookRefusal.badSignature) {
      try provider.paystack.read(
        IncomingWebhook(headers: [field: signature], body: body + [0x20]))
    }
  }

  @Test(
    "Events are told as what they mean",
    arguments: [
      (
        #"{"event":"transfer.success","data":{"amount":5,"currency":"NGN","reference":"ajo-1","status":"success","transfer_code":"TRF_1"}}"#,
        PaymentEvent.Outcome.payout(
          .paid(
            Payout(
              reference: Sample.reference, amount: Money(minorUnits: 5, unit: .naira),
              providerReference: "TRF_1")))
      ),
      (
        #"{"event":"transfer.reversed","data":{"reference":"ajo-1","status":"reversed","reason":"r"}}"#,
        .payout(.reversed("r"))
      ),
      (
        #"{"event":"charge.failed","data":{"reference":"ajo-1","status":"failed","gateway_response":"Declined"}}"#,
        .charge(.failed("Declined"))
      ),
      (
        #"{"event":"refund.processed","data":{"status":"processed","transaction_reference":"ajo-1"}}"#,
        .refund(.succeeded)
      ),
      (
        #"{"event":"refund.processed","data":{"status":"processed","transaction_reference":"ajo-1","refund_reference":"RF1","amount":"500","currency":"NGN"}}"#,
        .refund(.succeeded)
      ),
      (
        #"{"event":"refund.pending","data":{"status":"pending","transaction_reference":"ajo-1","refund_reference":"RF1","amount":500,"currency":"NGN"}}"#,
        .refund(.pending)
      ),
      (
        #"{"event":"charge.dispute.create","data":{"id":7,"refund_amount":400,"currency":"NGN","status":"awaiting-merchant-feedback","dueAt":"2026-02-01T18:00:00.000Z","transaction":{"reference":"ajo-1","amount":500,"currency":"NGN"}}}"#,
        .takenBack(
          TakenBack(
            kind: .dispute, name: "7", amount: Money(minorUnits: 400, unit: .naira), state: .open,
            due: "2026-02-01T18:00:00.000Z"))
      ),
      (
        #"{"event":"charge.dispute.resolve","data":{"id":7,"status":"resolved","resolution":"merchant-accepted","transaction":{"reference":"ajo-1","amount":500,"currency":"NGN"}}}"#,
        .takenBack(
          TakenBack(
            kind: .dispute, name: "7", amount: Money(minorUnits: 500, unit: .naira),
            state: .taken))
      ),
      (
        #"{"event":"charge.dispute.resolve","data":{"id":7,"status":"resolved","resolution":"declined","transaction":{"reference":"ajo-1","amount":500,"currency":"NGN"}}}"#,
        .takenBack(
          TakenBack(
            kind: .dispute, name: "7", amount: Money(minorUnits: 500, unit: .naira),
            state: .dropped))
      ),
    ])
  func events(body: String, outcome: PaymentEvent.Outcome) throws {
    let event = try PaystackEvent.read(Array(body.utf8), from: .paystack)
    #expect(event?.outcome == outcome && event?.reference == Sample.reference)
  }

  @Test("A refund that went through tells what it took, under the provider's name for it")
  func refunded() throws {
    func event(_ data: String) throws -> PaymentEvent? {
      let body = #"{"event":"refund.processed","data":{\#(data),"transaction_reference":"ajo-1"}}"#
      return try PaystackEvent.read(Array(body.utf8), from: .paystack)
    }
    let whole = #""status":"processed","refund_reference":"RF1","amount":"500","currency":"NGN""#
    #expect(
      try event(whole)?.refunded
        == TakenBack(
          kind: .refund, name: "RF1", amount: Money(minorUnits: 500, unit: .naira), state: .taken))
    #expect(try event(#""status":"processed""#)?.refunded == nil)
    #expect(try event(#""status":"pending","id":1,"amount":5,"currency":"NGN""#)?.refunded == nil)
  }

  @Test(
    "What concerns no reference of ours is nothing; what is no event is malformed",
    arguments: [
      (#"{"event":"customeridentification.success","data":{}}"#, false),
      (#"{"event":"charge.success","data":{"reference":"T1234","status":"success"}}"#, false),
      (#"{"event":"charge.dispute.create","data":{"id":1}}"#, false),
      (
        #"{"event":"charge.dispute.create","data":{"id":1,"transaction":{"reference":"ajo-1"}}}"#,
        true
      ),
      (#"{"event":"charge.success"}"#, true), ("[]", true), ("", true), ("{}", true),
      (#"{"event":"charge.success","data":{"reference":"ajo-1","status":"success"}}"#, true),
    ])
  func others(body: String, isMalformed: Bool) throws {
    if isMalformed {
      #expect(throws: Unreadable.self) {
        try PaystackEvent.read(Array(body.utf8), from: .paystack)
      }
    } else {
      #expect(try PaystackEvent.read(Array(body.utf8), from: .paystack) == nil)
    }
  }
}
