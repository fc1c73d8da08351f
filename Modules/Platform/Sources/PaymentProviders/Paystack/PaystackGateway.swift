import JSON
import Kernel
public import Payments

/// Paystack. Amounts are in kobo; the reference is the key of charges and transfers.
public struct PaystackGateway: PaymentGateway {
  /// Paystack's own address.
  public static let standardBase = "https://api.paystack.co"

  let client: GatewayClient

  /// Paystack over a client.
  public init(_ client: GatewayClient) { self.client = client }

  /// Paystack.
  public var provider: PaymentProvider { .paystack }

  /// Begins a charge. Where an earlier attempt was taken whose answer was lost, its page is not
  /// told again: nothing is refused, but another reference is needed.
  public func initialise(_ request: ChargeRequest) async throws(GatewayError) -> ChargePage {
    let amount = try request.amount.kobo
    let call = ProviderCall.post("initialise", "/transaction/initialize") { json in
      json.member("email", request.email)
      json.key("amount")
      json.value(amount)
      json.member("currency", request.amount.unit.code)
      json.member("reference", request.reference.text)
      json.member("callback_url", request.callbackURL)
    }
    do throws(CallFailure) {
      return try await client.ask(call) { (root) throws(Unreadable) in
        ChargePage(
          reference: request.reference, url: try root.data().text("authorization_url"))
      }
    } catch {
      if error.isDuplicate { throw .unavailable("the reference was used before") }
      throw error.gatewayError
    }
  }

  /// What became of a charge. One that nobody has paid yet is `abandoned` to Paystack.
  public func verifyCharge(
    _ reference: PaymentReference
  ) async throws(GatewayError) -> ChargeStatus {
    let call = ProviderCall.question("verify_charge", "/transaction/verify/\(reference)")
    do throws(CallFailure) {
      return try await client.ask(call) { (root) throws(Unreadable) in
        try PaystackText.charge(root.data(), of: reference)
      }
    } catch {
      if error.isUnknownReference { return .unknown }
      throw error.gatewayError
    }
  }

  /// Charges a saved card.
  public func charge(
    _ card: CardAuthorization, _ request: ChargeRequest
  ) async throws(GatewayError) -> ChargeStatus {
    let amount = try request.amount.kobo
    let call = ProviderCall.post("charge_card", "/transaction/charge_authorization") { json in
      json.member("authorization_code", card.token)
      json.member("email", card.email)
      json.key("amount")
      json.value(amount)
      json.member("currency", request.amount.unit.code)
      json.member("reference", request.reference.text)
    }
    do throws(CallFailure) {
      return try await client.ask(call) { (root) throws(Unreadable) in
        try PaystackText.charge(root.data(), of: request.reference)
      }
    } catch {
      if error.isDuplicate { return try await verifyCharge(request.reference) }
      throw error.gatewayError
    }
  }

  /// Gives a charge back. Paystack takes no key for it, so it is asked once.
  public func refund(_ request: RefundRequest) async throws(GatewayError) -> RefundStatus {
    let amount = try request.amount.kobo
    let call = ProviderCall.post("refund", "/refund", .never) { json in
      json.member("transaction", request.charge.text)
      json.key("amount")
      json.value(amount)
      json.member("currency", request.amount.unit.code)
      json.member("customer_note", request.reason)
      // What it is found by afterwards.
      json.member("merchant_note", request.reference.text)
    }
    do throws(CallFailure) {
      return try await client.ask(call) { (root) throws(Unreadable) in
        PaystackText.refund(try root.data())
      }
    } catch { throw error.gatewayError }
  }

  /// What became of a refund: it is found by the note that it was made with.
  public func verifyRefund(_ request: RefundRequest) async throws(GatewayError) -> RefundStatus {
    let path = "/refund?transaction=\(PercentText.encoded(request.providerReference))&perPage=100"
    do throws(CallFailure) {
      return try await client.ask(.question("verify_refund", path)) { (root) throws(Unreadable) in
        let found = try root.list().first {
          $0["merchant_note"]?.string == request.reference.text
        }
        return found.map { PaystackText.refund($0) } ?? .unknown
      }
    } catch {
      if error.isUnknownReference { return .unknown }
      throw error.gatewayError
    }
  }
}

extension Money {
  /// Minor units, as Paystack counts them: hundredths.
  fileprivate var kobo: Int64 {
    get throws(GatewayError) {
      guard unit.fractionDigits == 2 else {
        throw .refused(code: "unsupported_currency", message: "Paystack counts hundredths")
      }
      return minorUnits
    }
  }
}
