import JSON
import Kernel
import Payments

/// What Paystack's objects say. Members that are not named here may come and go.
enum PaystackText {
  /// A transaction.
  /// - Parameter reference: what was asked for; nil takes whatever it bears.
  static func charge(
    _ data: JSONValue, of reference: PaymentReference
  ) throws(Unreadable) -> ChargeStatus {
    if let told = data["reference"]?.string, told != reference.text {
      throw Unreadable("the answer is about another charge")
    }
    switch try data.text("status").lowercased() {
    case "success":
      return .succeeded(
        Charge(
          reference: reference, amount: try data.minorAmount(),
          providerReference: try data.text("id"), paidAt: data.instant("paid_at", "paidAt"),
          card: card(data)))
    case "failed", "reversed":
      return .failed(data.optionalText("gateway_response") ?? "declined")
    // Paystack calls every charge so that nobody has paid yet.
    case "abandoned": return .pending
    default: return .pending
    }
  }

  /// The card of a transaction, if it can be charged again.
  private static func card(_ data: JSONValue) -> CardAuthorization? {
    guard let card = data["authorization"], card["reusable"]?.bool == true,
      let token = card.optionalText("authorization_code"),
      let email = data["customer"]?.optionalText("email"),
      let lastFour = card.optionalText("last4"),
      let month = card.optionalText("exp_month").flatMap({ Int($0) }), (1...12).contains(month),
      let year = card.optionalText("exp_year").flatMap({ Int($0) }), (0...9_999).contains(year)
    else { return nil }
    let brand = card.optionalText("brand") ?? card.optionalText("card_type") ?? "card"
    return CardAuthorization(
      token: token, signature: card.optionalText("signature"),
      brand: String(brand.lowercased().filter { !$0.isWhitespace }), lastFour: lastFour,
      expiryMonth: month, expiryYear: year < 100 ? 2_000 + year : year, email: email)
  }

  /// A transfer.
  static func payout(
    _ data: JSONValue, of reference: PaymentReference
  ) throws(Unreadable) -> PayoutStatus {
    if let told = data["reference"]?.string, told != reference.text {
      throw Unreadable("the answer is about another transfer")
    }
    let reason = data.optionalText("gateway_response") ?? data.optionalText("reason")
    switch try data.text("status").lowercased() {
    case "success":
      return .paid(
        Payout(
          reference: reference, amount: try data.minorAmount(),
          providerReference: try providerReference(of: data)))
    case "failed", "rejected", "blocked", "abandoned": return .failed(reason ?? "failed")
    case "reversed": return .reversed(reason ?? "reversed")
    default: return .pending
    }
  }

  private static func providerReference(of data: JSONValue) throws(Unreadable) -> String {
    if let code = data.optionalText("transfer_code") { return code }
    return try data.text("id")
  }

  /// A refund.
  static func refund(_ data: JSONValue) -> RefundStatus {
    switch data.optionalText("status")?.lowercased() {
    case "processed": .succeeded
    case "failed": .failed(data.optionalText("reason") ?? "failed")
    default: .pending
    }
  }

  /// A refund that went through, whoever asked for it; nil for one that tells no amount or is still
  /// under way.
  static func refunded(_ data: JSONValue) throws(Unreadable) -> TakenBack? {
    guard refund(data) == .succeeded, data.optionalText("amount") != nil,
      let name = data.optionalText("refund_reference") ?? data.optionalText("id")
    else { return nil }
    return TakenBack(kind: .refund, name: name, amount: try data.minorAmount(), state: .taken)
  }

  /// A dispute: the payer's bank wants the money back. It is gone once the dispute is accepted.
  static func dispute(_ data: JSONValue) throws(Unreadable) -> TakenBack {
    let name = try data.text("id")
    let charge = data["transaction"]
    let code = data.optionalText("currency") ?? charge?.optionalText("currency")
    let unit = code.flatMap { Currency.unit(of: $0) }
    let text = data.optionalText("refund_amount") ?? charge?.optionalText("amount")
    guard let unit, let text, let minor = Int64(text), minor > 0 else {
      throw Unreadable("the dispute tells no amount")
    }
    let resolution = data.optionalText("resolution")?.lowercased() ?? ""
    let state: TakenBack.State =
      resolution.hasSuffix("accepted")
      ? .taken : resolution.hasSuffix("declined") ? .dropped : .open
    return TakenBack(
      kind: .dispute, name: name, amount: Money(minorUnits: minor, unit: unit), state: state,
      due: data.optionalText("due_at") ?? data.optionalText("dueAt"))
  }

  /// A line of a list; nil for what is not settled.
  static func settlement(
    _ kind: Settlement.Kind, _ data: JSONValue, _ at: Instant?
  ) throws(Unreadable) -> Settlement? {
    guard data.optionalText("status")?.lowercased() == "success" else { return nil }
    guard let at else { throw Unreadable("a line of the list has no time") }
    let name = kind == .charge ? try data.text("id") : try providerReference(of: data)
    return Settlement(
      kind: kind, reference: data.optionalText("reference").flatMap { PaymentReference($0) },
      providerReference: name, amount: try data.minorAmount(), at: at)
  }
}
