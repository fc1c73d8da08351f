import Crypto
import HTTP
import Kernel
import JSON
import Router
import Testing

/// A body beside a query.
private struct TransferInput: RequestInput {
  init(from fields: inout RequestFields) {
    _ = AmountInput(from: &fields)
    _ = fields.query("a", .string(length: 1...9))
    _ = fields.queries("b", .string(length: 1...9), atMost: 3)
  }
}

@Suite("Idempotency keys")
struct IdempotencyTests {
  private func transfers(required: Bool = false) throws -> Router {
    var settings = RouterSettings()
    settings.requiresIdempotencyKeys = required
    return try router(
      .post(
        "/transfers", permission: .signedIn, summary: "Moves", answer: { Echo(text: $0) }
      ) { (_, _: TransferInput, once: Once<String>) in
        guard let key = once.consume() else { return "none" }
        let isKnown = key.isRepetition(ofKept: SHA256.hash(Array(Self.spaced.utf8)))
        return "\(key.key)|\(key.route)|\(Hex.encode(key.fingerprint))|\(isKnown)"
      },
      .post(
        "/things/{id}/start", permission: .signedIn, summary: "Starts",
        answer: { Echo(text: $0) }
      ) { (_, _: NoInput, once: Once<String>) in once.consume()?.route ?? "none" },
      settings: settings)
  }

  private static let spaced = #"{ "amount": "1" }"#

  private let ada = [("Authorization", "Bearer ada")]

  private func key(_ key: String) -> [(String, String)] { ada + [("Idempotency-Key", key)] }

  private func fingerprint(_ body: String, _ query: String = "") async throws -> String {
    let answer = try await transfers().ask(.post, "/transfers" + query, key("k-1"), body: body)
    #expect(answer.status == 200, "\(body)")
    return try #require(answer.json?["text"]?.string)
  }

  @Test("A key comes with the request's route, and with the hash of its octets as before")
  func read() async throws {
    let text = try await fingerprint(Self.spaced)
    #expect(text.hasPrefix("k-1|POST /transfers|"))
    #expect(text.hasSuffix("|true"))
    #expect(try await fingerprint(#"{"amount":"1"}"#).hasSuffix("|false"))
  }

  private func say(_ body: String, _ query: String = "") async throws -> Substring? {
    try await fingerprint(body, query).split(separator: "|").dropLast().last
  }

  @Test(
    "However a request is put into words, its key comes with one fingerprint",
    arguments: [
      #"{"amount":1.5,"note":"\u00e9","x":{"a":1,"b":[2,0]}}"#,
      #" {"note":"\#u{E9}","x":{"b":[2.0,-0],"a":1e0}, "amount": 1.50 }"#,
      #"{"x":{"b":[20e-1,0],"a":10E-1},"amount":1.5,"n\u006fte":"\u00E9"}"#,
    ])
  func words(body: String) async throws {
    let first = try await say(#"{"amount":1.5,"note":"\u00e9","x":{"a":1,"b":[2,0]}}"#)
    #expect(try await say(body) == first)
  }

  @Test(
    "A request that says something else has another fingerprint",
    arguments: [
      #"{"amount":"1.5"}"#, #"{"amount":1.51}"#, #"{"amount":1.5,"note":null}"#,
      #"{"amount":1.5,"note":"e"}"#,
    ])
  func others(body: String) async throws {
    #expect(try await say(body) != say(#"{"amount":1.5}"#))
  }

  @Test("The order of a query's names does not count, but that of one name's values does")
  func queries() async throws {
    let body = #"{"amount":1}"#
    let first = try await say(body, "?a=1&b=2&b=%33")
    #expect(try await say(body, "?b=2&b=3&a=1") == first)
    #expect(try await say(body, "?b=3&b=2&a=1") != first)
    #expect(try await say(body, "?a=1&b=2") != first)
    #expect(try await say(body) != first)
  }

  @Test("The route of a key holds the path's parameters, so that it is not spent on another thing")
  func parameters() async throws {
    let answer = try await transfers().ask(.post, "/things/7/start", key("k"))
    #expect(answer.json?["text"]?.string == "POST /things/7/start")
  }

  @Test("A key is optional unless the settings require it")
  func optional() async throws {
    let body = #"{"amount":1}"#
    #expect(try await transfers().ask(.post, "/transfers", ada, body: body).status == 200)
    let refused = try await transfers(required: true).ask(.post, "/transfers", ada, body: body)
    #expect(refused.status == 422)
    #expect(refused.code == "idempotency_key_required")
    #expect(refused.faults == ["Idempotency-Key required"])
  }

  @Test(
    "A key is 1 to 255 visible ASCII characters; a bad one is named beside the bad fields",
    arguments: ["", "a b", "é", "a\tb", String(repeating: "k", count: 256)])
  func bad(key text: String) async throws {
    let answer = try await transfers().ask(.post, "/transfers", key(text), body: #"{"amount":0}"#)
    #expect(answer.status == 422)
    #expect(answer.faults == ["Idempotency-Key invalid", "amount not_positive"])
  }

  @Test("The longest key is a key")
  func longest() async throws {
    let answer = try await transfers().ask(
      .post, "/transfers", key(String(repeating: "~", count: 255)), body: #"{"amount":1}"#)
    #expect(answer.status == 200)
  }

  @Test("Two keys are 400")
  func repeated() async throws {
    let answer = try await transfers().ask(
      .post, "/transfers", key("a") + [("Idempotency-Key", "a")], body: #"{"amount":1}"#)
    #expect(answer.status == 400)
    #expect(answer.code == "bad_request")
  }
}
