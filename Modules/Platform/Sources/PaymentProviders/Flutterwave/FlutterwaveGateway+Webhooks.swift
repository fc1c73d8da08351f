import Crypto
import JSON
import Kernel
public import Payments

extension FlutterwaveGateway {
  /// The field that bears the secret hash.
  static let hashField = "verif-hash"

  /// Checks that the request bears the secret hash. It says nothing of the body.
  public func verify(_ webhook: IncomingWebhook) throws(IncomingWebhookRefusal) {
    guard let secretHash else { throw .notConfigured }
    guard let given = webhook.headers[Self.hashField],
      // Of one length, whatever was given.
      constantTimeEquals(
        SHA256.hash(Array(given.utf8)), SHA256.hash(Array(secretHash.utf8)))
    else { throw .badSignature }
  }

  /// What a request says: nothing that is believed before Flutterwave was asked.
  public func event(in body: [UInt8]) throws(IncomingWebhookRefusal) -> PaymentEvent? {
    do throws(Unreadable) {
      return try Self.read(body)
    } catch { throw .malformed }
  }

  private static func read(_ body: [UInt8]) throws(Unreadable) -> PaymentEvent? {
    guard let root = (try? JSONDocument(parsing: body, maxDepth: 32))?.root, root.kind == .object
    else { throw Unreadable("the body is no object of JSON") }
    let type = root.optionalText("event") ?? root.optionalText("event.type") ?? ""
    guard let data = root["data"], data.kind == .object else { return nil }
    if type.lowercased().hasPrefix("chargeback") { return chargeback(data, type) }
    let (name, outcome): (String, PaymentEvent.Outcome) =
      type.lowercased().hasPrefix("transfer")
      ? ("reference", .payout(.pending)) : ("tx_ref", .charge(.pending))
    guard let reference = data.optionalText(name).flatMap({ PaymentReference($0) }) else {
      return nil
    }
    return PaymentEvent(
      provider: .flutterwave, type: type.isEmpty ? "unnamed" : type, reference: reference,
      outcome: outcome, isVouchedFor: false)
  }

  /// A chargeback; nil for one that does not name the charge by our reference.
  private static func chargeback(_ data: JSONValue, _ type: String) -> PaymentEvent? {
    let told = data.optionalText("tx_ref") ?? data["transaction"]?.optionalText("tx_ref")
    guard let reference = told.flatMap({ PaymentReference($0) }),
      let name = data.optionalText("id"), let naira = Currency.unit(of: "NGN")
    else { return nil }
    return PaymentEvent(
      provider: .flutterwave, type: type, reference: reference,
      outcome: .takenBack(
        TakenBack(kind: .dispute, name: name, amount: .zero(naira), state: .open)),
      isVouchedFor: false)
  }
}
