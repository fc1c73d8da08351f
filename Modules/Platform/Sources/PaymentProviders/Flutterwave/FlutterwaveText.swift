import JSON
import Kernel
import Payments

/// What Flutterwave's objects say. Members that are not named here may come and go.
enum FlutterwaveText {
  /// A transaction.
  static func charge(
    _ data: JSONValue, of reference: PaymentReference
  ) throws(Unreadable) -> ChargeStatus {
    if let told = data["tx_ref"]?.string, told != reference.text {
      throw Unreadable("the answer is about another charge")
    }
    switch try data.text("status").lowercased() {
    case "successful", "succeeded", "completed":
      return .succeeded(
        Charge(
          reference: reference, amount: try data.majorAmount(),
          providerReference: try data.text("id"), paidAt: data.instant("created_at"),
          card: card(data)))
    case "failed", "error":
      return .failed(data.optionalText("processor_response") ?? "declined")
    case "cancelled": return .abandoned
    default: return .pending
    }
  }

  /// The card of a transaction, if it can be charged again: it has a token then.
  private static func card(_ data: JSONValue) -> CardAuthorization? {
    guard let card = data["card"], let token = card.optionalText("token"),
      let email = data["customer"]?.optionalText("email"),
      let lastFour = card.optionalText("last_4digits"),
      let expiry = card.optionalText("expiry")?.split(separator: "/").compactMap({ Int($0) }),
      expiry.count == 2, (1...12).contains(expiry[0]), (0...9_999).contains(expiry[1])
    else { return nil }
    return CardAuthorization(
      token: token, signature: nil, brand: (card.optionalText("type") ?? "card").lowercased(),
      lastFour: lastFour, expiryMonth: expiry[0],
      expiryYear: expiry[1] < 100 ? 2_000 + expiry[1] : expiry[1], email: email)
  }

  /// A transfer.
  static func payout(
    _ data: JSONValue, of reference: PaymentReference
  ) throws(Unreadable) -> PayoutStatus {
    if let told = data["reference"]?.string, told != reference.text {
      throw Unreadable("the answer is about another transfer")
    }
    switch try data.text("status").uppercased() {
    case "SUCCESSFUL":
      return .paid(
        Payout(
          reference: reference, amount: try data.majorAmount(),
          providerReference: try data.text("id")))
    case "FAILED": return .failed(data.optionalText("complete_message") ?? "failed")
    case "REVERSED": return .reversed(data.optionalText("complete_message") ?? "reversed")
    default: return .pending
    }
  }

  /// A refund.
  static func refund(_ data: JSONValue) -> RefundStatus {
    let status = data.optionalText("status")?.lowercased() ?? ""
    if status.hasPrefix("completed") || status == "successful" { return .succeeded }
    if status.contains("failed") { return .failed(status) }
    return .pending
  }

  /// Whether a line of the list of refunds is the one that was asked for. A line without a comment
  /// counts by its transaction and amount: better none is made twice.
  static func isRefund(_ data: JSONValue, _ request: RefundRequest) -> Bool {
    if let told = data.optionalText("tx_id"), told != request.providerReference { return false }
    if let comment = data.optionalText("comments") ?? data.optionalText("comment") {
      return comment == request.reference.text
    }
    let amount = data.optionalText("amount_refunded")
      .flatMap { ExactAmount.read($0, in: request.amount.unit) }
    return amount == request.amount
  }

  /// A line of a list; nil for what is not settled.
  static func settlement(
    _ kind: Settlement.Kind, _ data: JSONValue
  ) throws(Unreadable) -> Settlement? {
    guard data.optionalText("status")?.lowercased() == "successful" else { return nil }
    guard let at = data.instant("created_at") else {
      throw Unreadable("a line of the list has no time")
    }
    let reference = data.optionalText(kind == .charge ? "tx_ref" : "reference")
    return Settlement(
      kind: kind, reference: reference.flatMap { PaymentReference($0) },
      providerReference: try data.text("id"), amount: try data.majorAmount(), at: at)
  }
}
