import JSON
import Kernel
public import Payments

/// Flutterwave, version 3 of its interface. Amounts are in whole units with a decimal fraction; the
/// reference (`tx_ref` of charges) is the key.
public struct FlutterwaveGateway: PaymentGateway {
  /// Flutterwave's own address.
  public static let standardBase = "https://api.flutterwave.com/v3"

  let client: GatewayClient
  let secretHash: String?

  /// Flutterwave over a client.
  /// - Parameter secretHash: what its webhooks bear in `verif-hash`; nil takes none.
  public init(_ client: GatewayClient, secretHash: String?) {
    self.client = client
    self.secretHash = secretHash
  }

  /// Flutterwave.
  public var provider: PaymentProvider { .flutterwave }

  /// Begins a charge.
  public func initialise(_ request: ChargeRequest) async throws(GatewayError) -> ChargePage {
    let call = ProviderCall.post("initialise", "/payments") { json in
      json.member("tx_ref", request.reference.text)
      json.amount(request.amount)
      json.member("redirect_url", request.callbackURL)
      json.key("customer")
      json.beginObject()
      json.member("email", request.email)
      json.endObject()
    }
    do throws(CallFailure) {
      return try await client.ask(call) { (root) throws(Unreadable) in
        ChargePage(reference: request.reference, url: try root.data().text("link"))
      }
    } catch { throw error.gatewayError }
  }

  /// What became of a charge.
  public func verifyCharge(
    _ reference: PaymentReference
  ) async throws(GatewayError) -> ChargeStatus {
    let path = "/transactions/verify_by_reference?tx_ref=\(reference)"
    do throws(CallFailure) {
      return try await client.ask(.question("verify_charge", path)) { (root) throws(Unreadable) in
        try FlutterwaveText.charge(root.data(), of: reference)
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
    let call = ProviderCall.post("charge_card", "/tokenized-charges") { json in
      json.member("token", card.token)
      json.member("email", card.email)
      json.member("country", "NG")
      json.amount(request.amount)
      json.member("tx_ref", request.reference.text)
    }
    do throws(CallFailure) {
      return try await client.ask(call) { (root) throws(Unreadable) in
        try FlutterwaveText.charge(root.data(), of: request.reference)
      }
    } catch {
      if error.isDuplicate { return try await verifyCharge(request.reference) }
      throw error.gatewayError
    }
  }

  /// Gives a charge back. Flutterwave takes no key for it, so it is asked once.
  public func refund(_ request: RefundRequest) async throws(GatewayError) -> RefundStatus {
    let path = "/transactions/\(PercentText.encoded(request.providerReference))/refund"
    let call = ProviderCall.post("refund", path, .never) { json in
      json.key("amount")
      json.rawNumber("\(request.amount)")
      // What it is found by afterwards.
      json.member("comments", request.reference.text)
    }
    do throws(CallFailure) {
      return try await client.ask(call) { (root) throws(Unreadable) in
        FlutterwaveText.refund(try root.data())
      }
    } catch { throw error.gatewayError }
  }

  /// What became of a refund: it is found by its transaction and the comment that it was made with.
  public func verifyRefund(_ request: RefundRequest) async throws(GatewayError) -> RefundStatus {
    let path = "/refunds?id=\(PercentText.encoded(request.providerReference))"
    do throws(CallFailure) {
      return try await client.ask(.question("verify_refund", path)) { (root) throws(Unreadable) in
        let found = try root.list().first { FlutterwaveText.isRefund($0, request) }
        return found.map { FlutterwaveText.refund($0) } ?? .unknown
      }
    } catch {
      if error.isUnknownReference { return .unknown }
      throw error.gatewayError
    }
  }
}

extension JSONWriter {
  /// Writes an amount as a number with its fraction, and its currency.
  mutating func amount(_ amount: Money) {
    key("amount")
    rawNumber("\(amount)")
    member("currency", amount.unit.code)
  }
}
