import Crypto
import HTTP
import Kernel
import JSON
import Router
import Testing

@Suite("Idempotency keys")
struct IdempotencyTests {
  private func transfers(required: Bool = false) throws -> Router {
    var settings = RouterSettings()
    settings.requiresIdempotencyKeys = required
    return try router(
      .post(
        "/transfers", permission: .signedIn, summary: "Moves", answer: { Echo(text: $0) }
      ) { (_, _: AmountInput, once: Once<String>) in
        guard let key = once.consume() else { return "none" }
        return "\(key.key)|\(key.route)|\(Hex.encode(key.fingerprint))"
      },
      .post(
        "/things/{id}/start", permission: .signedIn, summary: "Starts",
        answer: { Echo(text: $0) }
      ) { (_, _: NoInput, once: Once<String>) in once.consume()?.route ?? "none" },
      settings: settings)
  }

  private let ada = [("Authorization", "Bearer ada")]

  private func key(_ key: String) -> [(String, String)] { ada + [("Idempotency-Key", key)] }

  @Test("A key comes with the request's route and the hash of its very bytes")
  func read() async throws {
    let body = #"{ "amount": "1" }"#
    let answer = try await transfers().ask(.post, "/transfers", key("k-1"), body: body)
    let hash = Hex.encode(SHA256.hash(Array(body.utf8)))
    #expect(answer.json?["text"]?.string == "k-1|POST /transfers|\(hash)")
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
