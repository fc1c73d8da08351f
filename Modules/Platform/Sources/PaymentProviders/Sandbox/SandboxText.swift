import Crypto
import JSON
import Kernel
import Payments

/// What the sandbox writes: events as Paystack has them, amounts in the smallest unit.
enum SandboxText {
  /// The body of the webhook that tells of a payment's end; nil while there is none.
  static func webhook(_ payment: SandboxPayment, _ secret: String) -> [UInt8]? {
    let (event, status): (String, String)
    switch (payment.kind, payment.state) {
    case (_, .pending), (_, .abandoned): return nil
    case (.charge, .succeeded): (event, status) = ("charge.success", "success")
    case (.charge, .failed): (event, status) = ("charge.failed", "failed")
    case (.payout, .succeeded): (event, status) = ("transfer.success", "success")
    case (.payout, .failed): (event, status) = ("transfer.failed", "failed")
    case (.refund, .succeeded): (event, status) = ("refund.processed", "processed")
    case (.refund, .failed): (event, status) = ("refund.failed", "failed")
    }
    var json = JSONWriter()
    json.beginObject()
    json.member("event", event)
    json.key("data")
    json.beginObject()
    json.member("id", payment.providerReference)
    if let charge = payment.charge {
      json.member("transaction_reference", charge.text)
      json.member("refund_reference", payment.reference.text)
    } else {
      json.member("reference", payment.reference.text)
    }
    json.member("status", status)
    json.key("amount")
    json.value(payment.amount.minorUnits)
    json.member("currency", payment.amount.unit.code)
    json.member("gateway_response", status == "failed" ? "Declined" : "Approved")
    if payment.kind == .charge, let at = payment.settledAt { json.member("paid_at", "\(at)") }
    if status == "success", payment.kind == .charge, let email = payment.email {
      write(SandboxCard.of(email, secret), to: &json)
    }
    json.endObject()
    json.endObject()
    return json.bytes
  }

  private static func write(_ card: CardAuthorization, to json: inout JSONWriter) {
    json.key("authorization")
    json.beginObject()
    json.member("authorization_code", card.token)
    json.member("last4", card.lastFour)
    json.member("brand", card.brand)
    json.member("exp_month", "\(card.expiryMonth)")
    json.member("exp_year", "\(card.expiryYear)")
    json.member("signature", card.signature)
    json.key("reusable")
    json.value(true)
    json.endObject()
    json.key("customer")
    json.beginObject()
    json.member("email", card.email)
    json.endObject()
  }
}

/// The test card that every payer of the sandbox has.
enum SandboxCard {
  /// The card of a payer. Its token is made of the address, so nothing is kept.
  static func of(_ email: String, _ secret: String) -> CardAuthorization {
    let key = Array(secret.utf8)
    func mark(_ what: String) -> String {
      let code = HMAC.sha256(key: key, message: Array("\(what):\(email.lowercased())".utf8))
      return Hex.encode(Array(code.prefix(12)))
    }
    return CardAuthorization(
      token: "AUTH_\(mark("card"))", signature: "SIG_\(mark("signature"))", brand: "visa",
      lastFour: "4081", expiryMonth: 12, expiryYear: 2_030, email: email)
  }

  /// Whether a token is that of the payer's card.
  static func isCard(_ card: CardAuthorization, _ secret: String) -> Bool {
    constantTimeEquals(Array(card.token.utf8), Array(of(card.email, secret).token.utf8))
  }
}
