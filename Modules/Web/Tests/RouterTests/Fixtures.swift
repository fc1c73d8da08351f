import HTTP
import JSON
import Kernel
import KernelTesting
import Router

/// A body with one field of many kinds.
struct OrderInput: RequestInput {
  struct Line: RequestInput {
    let sku: String
    let quantity: Int
    init(from fields: inout RequestFields) {
      sku = fields.body("sku", .string(length: 1...20, of: .tokenCharacters))
      quantity = fields.body("quantity", .integer(1...99))
    }
  }

  let amount: Money
  let name: String
  let lines: [Line]
  let note: String?
  let isGift: Bool
  init(from fields: inout RequestFields) {
    amount = fields.body("amount", .money(.naira))
    name = fields.body("name", .text(length: 1...10))
    lines = fields.body("lines", .array(of: .object(Line.self), count: 1...3))
    note = fields.optionalBody("note", .string(length: 0...5))
    isGift = fields.body("is_gift", .bool, default: false)
  }
}

/// A body of one amount of naira.
struct AmountInput: RequestInput {
  let amount: Money
  init(from fields: inout RequestFields) { amount = fields.body("amount", .money(.naira)) }
}

/// A body without anything that must be there.
struct NoteInput: RequestInput {
  let note: String?
  init(from fields: inout RequestFields) {
    note = fields.optionalBody("note", .string(length: 0...5))
  }
}

/// What a test route answers.
struct Echo: ResponseBody {
  let text: String
  static let shape = Shape<Echo>("Echo", .string("text") { $0.text })
}

/// Knows two tokens: `ada` is a user, `root` an admin.
struct TwoTokens: Authenticator {
  struct Away: Unavailability { let retryAfterSeconds = 7 }

  func principal(bearer token: String, at now: Instant) async throws -> Principal {
    switch token {
    case "ada": Principal(userID: ada, sessionID: .init(rawValue: 2), roles: [.user])
    case "root":
      Principal(userID: .init(rawValue: 9), sessionID: .init(rawValue: 3), roles: [.admin])
    case "away": throw Away()
    default: throw Problem(.unauthorized, detail: "This token is not valid.")
    }
  }
}

let ada = UserID(rawValue: 1)
let noon = Instant(milliseconds: 1_767_268_800_000)

func router(
  _ routes: Route..., middleware: [any Middleware] = [], clock: FixedClock = FixedClock(noon),
  settings: RouterSettings = RouterSettings()
) throws -> Router {
  try Router(
    routes: routes, authenticator: TwoTokens(), middleware: middleware, clock: clock,
    ids: SeededIDs(), settings: settings)
}

extension Router {
  func ask(
    _ method: HTTPMethod = .get, _ target: String, _ headers: [(String, String)] = [],
    body: String? = nil
  ) async -> HTTPResponse {
    await respond(
      to: HTTPRequest(
        method: method, target: target, headers: HTTPHeaders(headers),
        body: body.map { .bytes(Array($0.utf8)) } ?? .none, remoteAddress: "192.0.2.1"))
  }
}

extension HTTPResponse {
  var bytes: [UInt8] {
    if case .bytes(let bytes) = body { return bytes }
    return []
  }

  var text: String { String(decoding: bytes, as: UTF8.self) }

  var json: JSONValue? { try? JSONDocument(parsing: bytes).root }

  var code: String? { json?["code"]?.string }

  /// The fields at fault with their codes: `amount not_positive`.
  var faults: [String] {
    json?["errors"].map { errors in
      errors.elements.map { "\($0["field"]?.string ?? "?") \($0["code"]?.string ?? "?")" }
    } ?? []
  }
}

extension Route {
  /// A public route that answers with a text.
  static func echo(_ path: String, _ text: String) -> Route {
    .get(path, permission: .anyone, summary: text) { context in
      Echo(text: text + ":" + (context.pathParameter("id") ?? ""))
    }
  }
}
