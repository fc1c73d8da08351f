import Ajo
import AjoProviders
import Crypto
import Curl
import EventLoop
import HTTP
import JSON
import Kernel
import KernelTesting
import Observability
import Synchronization
import Testing

/// Smile ID, and a server that stands for it.
private final class Smile: HTTPHandler {
  let seen = Mutex<[JSONValue]>([])
  let provider: SmileID
  private let answer: HTTPResponse
  private let loops: EventLoopGroup
  static let clock = FixedClock(Instant(milliseconds: 1_767_268_800_000))

  private final class Relay: HTTPHandler {
    let target = Mutex<Smile?>(nil)

    func respond(to request: HTTPRequest) async -> HTTPResponse {
      let smile = target.withLock { $0 }
      return await smile?.respond(to: request) ?? HTTPResponse(status: 503)
    }
  }

  private let relay: Relay

  init(_ status: Int, _ body: String, deadline: Duration = .seconds(10)) throws {
    answer = HTTPResponse(status: status, body: .bytes(Array(body.utf8)))
    loops = try EventLoopGroup(count: 2)
    relay = Relay()
    let client = HTTPClient(
      on: loops.next(), clock: Self.clock, random: SeededRandom(),
      metrics: MetricsRegistry(process: false), pause: { _ in })
    let address = try HTTPServer(
      configuration: HTTPServerConfiguration(port: 0), group: loops, handler: relay
    ).start()
    var settings = SmileID.Settings(
      base: "http://\(address)", partner: "212", apiKey: "key",
      callbackURL: "https://a.example/api/ajo/webhooks/smileid", addresses: .any)
    settings.deadline = deadline
    provider = SmileID(settings, over: client, clock: Self.clock)
    relay.target.withLock { $0 = self }
  }

  func close() {
    relay.target.withLock { $0 = nil }
    loops.shutdown()
  }

  func respond(to request: HTTPRequest) async -> HTTPResponse {
    let body = (try? await request.body.collect()) ?? []
    if let root = (try? JSONDocument(parsing: body))?.root { seen.withLock { $0.append(root) } }
    return answer
  }
}

@Suite(.timeLimit(.minutes(30))) struct SmileIDTests {
  private let check = IdentityCheck(
    id: IdentityCheck.ID(rawValue: 5), user: UserID(rawValue: 1), document: .bvn,
    number: "22222222222", firstName: "Ada", lastName: "Obi")

  private static func signature(_ timestamp: String, key: String = "key") -> String {
    Base64.encode(
      HMAC.sha256(
        key: Array(key.utf8), message: Array((timestamp + "212" + "sid_request").utf8)))
  }

  @Test("A check is handed in signed, under its own id, and its verdict is told later")
  func submit() async throws {
    let smile = try Smile(200, #"{"success":true}"#)
    defer { smile.close() }
    #expect(try await smile.provider.submit(check) == .pending)
    let root = try #require(smile.seen.withLock { $0.first })
    #expect(root["partner_id"]?.string == "212" && root["id_type"]?.string == "BVN")
    #expect(root["id_number"]?.string == "22222222222" && root["country"]?.string == "NG")
    #expect(root["partner_params"]?["job_id"]?.string == "\(check.id)")
    let timestamp = try #require(root["timestamp"]?.string)
    #expect(timestamp == "2026-01-01T12:00:00.000Z")
    #expect(root["signature"]?.string == Self.signature(timestamp))
  }

  @Test(
    "A refusal is final, a failure is not",
    arguments: [
      (400, #"{"error":"Invalid id_number"}"#, KYCError.refused("Invalid id_number")),
      (500, "", .unavailable("Smile ID answered 500")),
      (404, "<html>", .unavailable("Smile ID answered 404 without a reason")),
    ])
  func refusals(status: Int, body: String, error: KYCError) async throws {
    let smile = try Smile(status, body)
    defer { smile.close() }
    await #expect(throws: error) { try await smile.provider.submit(check) }
  }

  private func job(
    _ code: String, isComplete: Bool = true, of id: String? = nil, key: String = "key"
  ) -> String {
    let timestamp = "2026-01-01T12:00:01.000Z"
    return """
      {"timestamp":"\(timestamp)","signature":"\(Self.signature(timestamp, key: key))",\
      "job_complete":\(isComplete),"job_success":\(isComplete),"code":"2302",\
      "result":{"ResultCode":"\(code)","ResultText":"text",\
      "PartnerParams":{"job_id":"\(id ?? "\(check.id)")","job_type":5}}}
      """
  }

  @Test(
    "Who asks for a job is told what came of it",
    arguments: [
      ("1020", true, IdentityVerdict.verified), ("1013", true, .rejected("text")),
      ("1021", true, .pending), ("1020", false, .pending),
    ])
  func status(code: String, isComplete: Bool, verdict: IdentityVerdict) async throws {
    let smile = try Smile(200, job(code, isComplete: isComplete))
    defer { smile.close() }
    #expect(try await smile.provider.status(of: check.id, for: check.user) == verdict)
    let root = try #require(smile.seen.withLock { $0.first })
    #expect(root["partner_id"]?.string == "212" && root["job_id"]?.string == "\(check.id)")
    #expect(root["user_id"]?.string == "\(check.user)")
    let timestamp = try #require(root["timestamp"]?.string)
    #expect(root["signature"]?.string == Self.signature(timestamp))
  }

  @Test("An answer of a job is not believed that another has signed, or that is about another job")
  func foreignStatus() async throws {
    for answer in [
      job("1020", key: "other"), job("1020", of: "\(IdentityCheck.ID(rawValue: 6))"),
      #"{"job_complete":true,"result":{"ResultCode":"1020"}}"#, "",
    ] {
      let smile = try Smile(200, answer)
      defer { smile.close() }
      await #expect(throws: KYCError.self) {
        try await smile.provider.status(of: check.id, for: check.user)
      }
    }
  }

  private func webhook(
    _ code: String, at timestamp: String, key: String = "key", signed: String? = nil
  ) -> [UInt8] {
    Array(
      """
      {"ResultCode":"\(code)","ResultText":"text","PartnerParams":{"job_id":"\(check.id)",\
      "job_type":5},"timestamp":"\(timestamp)",\
      "signature":"\(Self.signature(signed ?? timestamp, key: key))"}
      """.utf8)
  }

  @Test(
    "Each result is told as what it means",
    arguments: [
      ("1020", IdentityVerdict.verified), ("1012", .verified), ("1022", .rejected("text")),
      ("1013", .rejected("text")), ("1021", .pending), ("1015", .pending), ("", .pending),
    ])
  func results(code: String, verdict: IdentityVerdict) throws {
    let smile = try Smile(200, "{}")
    defer { smile.close() }
    let body = webhook(code, at: "2026-01-01T12:00:00.000Z")
    let found = try smile.provider.read(headers: [:], body: body, at: Smile.clock.now())
    #expect(found == IdentityResult(check: check.id, verdict: verdict))
  }

  @Test(
    "A signature counts for five minutes either way",
    arguments: [
      ("2026-01-01T11:55:00.000Z", true), ("2026-01-01T11:54:59.999Z", false),
      ("2026-01-01T12:05:00.000Z", true), ("2026-01-01T12:05:00.001Z", false), ("soon", false),
    ])
  func age(timestamp: String, counts: Bool) throws {
    let smile = try Smile(200, "{}")
    defer { smile.close() }
    let body = webhook("1020", at: timestamp)
    if counts {
      #expect(try smile.provider.read(headers: [:], body: body, at: Smile.clock.now()) != nil)
    } else {
      #expect(throws: KYCWebhookRefusal.stale) {
        try smile.provider.read(headers: [:], body: body, at: Smile.clock.now())
      }
    }
  }

  @Test("A wrong signature, one for another time and none are refused; no JSON is malformed")
  func signatures() throws {
    let smile = try Smile(200, "{}")
    defer { smile.close() }
    let now = "2026-01-01T12:00:00.000Z"
    for body in [
      webhook("1020", at: now, key: "other"),
      webhook("1020", at: now, signed: "2026-01-01T12:00:01.000Z"),
      Array(#"{"ResultCode":"1020"}"#.utf8),
    ] {
      #expect(throws: KYCWebhookRefusal.badSignature) {
        try smile.provider.read(headers: [:], body: body, at: Smile.clock.now())
      }
    }
    for body in ["", "[]", "{"] {
      #expect(throws: KYCWebhookRefusal.malformed) {
        try smile.provider.read(headers: [:], body: Array(body.utf8), at: Smile.clock.now())
      }
    }
  }

  @Test("The sandbox goes by the last digit", arguments: [("0", true), ("1", false), ("2", nil)])
  func sandbox(digit: String, isVerified: Bool?) async throws {
    let verdict = try await SandboxKYC().submit(
      IdentityCheck(
        id: check.id, user: check.user, document: .nin, number: "1234567890\(digit)",
        firstName: "Ada", lastName: "Obi"))
    switch verdict {
    case .verified: #expect(isVerified == true)
    case .rejected: #expect(isVerified == false)
    case .pending: #expect(isVerified == nil)
    }
  }
}
