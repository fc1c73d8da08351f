import Crypto
import JSON
public import Payments

extension PaystackGateway {
  /// The field that a request is signed in.
  static let signatureField = "x-paystack-signature"

  /// Checks the signature: the HMAC-SHA512 of the body with the secret key, in hexadecimal digits.
  public func verify(_ webhook: IncomingWebhook) throws(IncomingWebhookRefusal) {
    try WebhookSignature.check(
      webhook.headers[Self.signatureField], over: webhook.body, secret: client.address.secret)
  }

  /// What a request says.
  public func event(in body: [UInt8]) throws(IncomingWebhookRefusal) -> PaymentEvent? {
    do throws(Unreadable) {
      return try PaystackEvent.read(body, from: .paystack)
    } catch { throw .malformed }
  }
}

/// The signature of Paystack's requests, and of the sandbox's.
enum WebhookSignature {
  /// Hexadecimal digits of the HMAC-SHA512 of a body.
  static func made(over body: [UInt8], secret: String) -> String {
    Hex.encode(HMAC.sha512(key: Array(secret.utf8), message: body))
  }

  static func check(
    _ given: String?, over body: [UInt8], secret: String
  ) throws(IncomingWebhookRefusal) {
    guard let given = given.flatMap({ Hex.decode($0.lowercased()) }),
      constantTimeEquals(given, HMAC.sha512(key: Array(secret.utf8), message: body))
    else { throw .badSignature }
  }
}

/// Events as Paystack writes them.
enum PaystackEvent {
  static func read(
    _ body: [UInt8], from provider: PaymentProvider
  ) throws(Unreadable) -> PaymentEvent? {
    guard let root = (try? JSONDocument(parsing: body, maxDepth: 32))?.root, root.kind == .object
    else { throw Unreadable("the body is no object of JSON") }
    let type = try root.text("event")
    guard let family = type.split(separator: ".").first else { return nil }
    switch family {
    case "charge" where type.hasPrefix("charge.dispute."):
      let data = try root.data()
      guard let reference = reference(data["transaction"]?["reference"]?.string) else { return nil }
      return PaymentEvent(
        provider: provider, type: type, reference: reference,
        outcome: .takenBack(try PaystackText.dispute(data)))
    case "charge":
      let data = try root.data()
      guard let reference = reference(data["reference"]?.string) else { return nil }
      return PaymentEvent(
        provider: provider, type: type, reference: reference,
        outcome: .charge(try PaystackText.charge(data, of: reference)))
    case "transfer":
      let data = try root.data()
      guard let reference = reference(data["reference"]?.string) else { return nil }
      return PaymentEvent(
        provider: provider, type: type, reference: reference,
        outcome: .payout(try PaystackText.payout(data, of: reference)))
    case "refund":
      let data = try root.data()
      guard let reference = reference(data["transaction_reference"]?.string) else { return nil }
      return PaymentEvent(
        provider: provider, type: type, reference: reference,
        outcome: .refund(PaystackText.refund(data)), refunded: try PaystackText.refunded(data))
    default: return nil
    }
  }

  private static func reference(_ text: String?) -> PaymentReference? {
    text.flatMap { PaymentReference($0) }
  }
}
