import Auth
import HTTP
import JSON
import Kernel
import Ports
import QRCode
import Router

/// Showing who one is by a QR code, and scanning another's.
func userCodeRoutes(_ codes: UserCodes) -> [Route] {
  [
    .raw(
      .get, "/api/users/{id}/qr-data", permission: .showCode,
      summary: "Create a code that shows who a user is, once and for a few minutes",
      mediaTypes: ["application/json", "image/svg+xml"]
    ) { (caller, input: OfUser<CodeFormat>) in
      try caller.checkMayKnow(input.id)
      let (text, expiresAt) = try await codes.make(of: input.id)
      return try input.content.answer(UserCodeBody(payload: text, expiresAt: expiresAt))
    }
    .described(
      "`{payload, expires_at}`; with `format=svg` the payload drawn as a QR code. Whoever scans it "
        + "sends the payload to `/api/users/qr/redeem`."),
    .post(
      "/api/users/qr/redeem", permission: .scanCode,
      summary: "Redeem a user's code and show who it is",
      refusals: [UserCodeRefusal.self, NotFound.self]
    ) { (_, input: RedeemInput) in
      UserCardBody(user: try await codes.redeem(input.payload))
    }
    .described("Each code counts once."),
  ]
}

/// How a code is answered.
struct CodeFormat: RequestInput {
  enum Format: String, CaseIterable { case json, svg }

  let format: Format

  init(from fields: inout RequestFields) {
    format = fields.query("format", .enumeration(Format.self)) ?? .json
  }

  func answer(_ code: UserCodeBody) throws -> HTTPResponse {
    var headers = HTTPHeaders()
    headers.add("Cache-Control", "no-store")
    switch format {
    case .json:
      headers.add("Content-Type", "application/json")
      return HTTPResponse(headers: headers, body: .bytes(UserCodeBody.shape.encode(code)))
    case .svg:
      headers.add("Content-Type", "image/svg+xml")
      return HTTPResponse(
        headers: headers, body: .bytes(Array(try QRCode(code.payload).svg.utf8)))
    }
  }
}

/// The body of `POST /api/users/qr/redeem`.
struct RedeemInput: RequestInput {
  let payload: String

  init(from fields: inout RequestFields) {
    payload = fields.body("payload", .string(length: 1...1024))
  }
}

/// A code on the wire.
struct UserCodeBody: ResponseBody {
  let payload: String
  let expiresAt: Instant

  static let shape = Shape<UserCodeBody>(
    "UserCode", .string("payload") { $0.payload }, .instant("expires_at") { $0.expiresAt })
}

/// What one user may see of another whom they met.
struct UserCardBody: ResponseBody {
  let user: User

  static let shape = Shape<UserCardBody>(
    "UserCard",
    .id("id") { $0.user.id },
    .string("name") { $0.user.profile.name },
    .optionalString("avatar_url") { $0.user.profile.avatarURL },
    .bool("is_verified") { $0.user.isVerified })
}
