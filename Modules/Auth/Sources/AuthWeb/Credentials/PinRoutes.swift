import Auth
import ContextKit
import Kernel
import Ports
import Router

/// A user's transaction PIN.
func pinRoutes(_ credentials: Credentials) -> [Route] {
  [
    .get("/pin", permission: .ownPin, summary: "Show whether you have set a PIN") { caller in
      let pin = try await credentials.pin(of: caller.userID)
      return PinStatusBody(
        isSet: pin != nil,
        lockedUntil: pin?.lock(at: caller.now, settings: credentials.settings.pins))
    },
    .post(
      "/pin", permission: .ownPin, summary: "Set your transaction PIN",
      refusals: [WrongPassword.self, PinRefusal.self]
    ) { (caller, input: PinInput) in
      try await credentials.setPin(
        input.pin, of: caller.userID, in: caller.sessionID, provenBy: input.proof,
        from: caller.actor)
      return Reply.noContent
    }
    .ofOwnAccount,
  ]
}

/// Where a PIN is exchanged for a token.
/// - Parameter currency: what amounts that a PIN is asked for are of.
func pinTokenRoute(_ credentials: Credentials, currency: Unit) -> Route {
  .post(
    "/pin/verify", permission: .ownPin,
    summary: "Exchange your PIN for a token that lets one request move money",
    refusals: [PinRefusal.self],
    reading: { PinVerification(from: &$0, currency: currency) }
  ) { (caller, input) in
    let token = try await credentials.verifyPin(
      input.pin, of: caller.userID, action: input.action, amount: input.amount)
    return Reply.ok(
      PinTokenBody(token: token, expiresIn: credentials.settings.pins.tokenLifetime)
    ).noStore()
  }
}

/// The body of `POST /pin`.
struct PinInput: RequestInput {
  let pin: String
  let proof: PinProof

  init(from fields: inout RequestFields) {
    pin = fields.body("pin", .pin)
    let password = fields.optionalBody("password", .password)
    let old = fields.optionalBody("old_pin", .pin)
    fields.exactlyOne(of: "password", "old_pin")
    proof = old.map { .oldPin($0) } ?? .password(password ?? "")
  }
}

/// The body of `POST /pin/verify`.
struct PinVerification: Sendable {
  let pin: String
  let action: PinAction?
  let amount: Money?

  /// - Parameter currency: what amounts that a PIN is asked for are of.
  init(from fields: inout RequestFields, currency: Unit) {
    pin = fields.body("pin", .pin)
    action = fields.nullableBody(
      "action",
      .enumeration(PinAction.self).described("What the token is to be good for; all unless told."))
    amount = fields.nullableBody(
      "amount", .money(currency).described("How much it is to be good for; any unless told."))
  }
}

extension FieldType where Value == String {
  /// A transaction PIN.
  static var pin: FieldType {
    FieldType.string(length: Pin.length, of: .digits)
  }
}

/// Whether there is a PIN.
struct PinStatusBody: ResponseBody {
  let isSet: Bool
  let lockedUntil: Instant?

  static let shape = Shape<PinStatusBody>(
    "PinStatus",
    .bool("is_set") { $0.isSet },
    .optionalInstant("locked_until") { $0.lockedUntil })
}

/// What a right PIN is traded for.
struct PinTokenBody: ResponseBody {
  let token: String
  let expiresIn: Int64

  static let shape = Shape<PinTokenBody>(
    "PinToken",
    .string("pin_token") { $0.token },
    .integer("expires_in") { $0.expiresIn })
}
