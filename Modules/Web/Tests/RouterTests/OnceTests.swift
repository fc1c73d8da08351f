import HTTP
import Kernel
import KernelTesting
import Synchronization
import Testing

@testable import Router

/// What a route with idempotency keys hands its handler, and what it makes of what comes back.
@Suite struct OnceTests {
  struct Taken: Error, Refusing, Equatable {
    let status: Int
    var problem: Problem { Problem(ProblemKind(status: status, code: "taken", title: "Taken")) }
    static var kinds: [ProblemKind] { [] }
  }

  /// What the handler was given, and what was reported.
  final class Log: Sendable {
    let kept = Mutex<StoredAnswer?>(nil)
    let failures = Mutex<[String]>([])
  }

  private func router(
    _ log: Log, _ handler: @escaping @Sendable (Once<String>) async throws -> String
  ) throws -> Router {
    var settings = RouterSettings()
    settings.onFailure = { error, _ in log.failures.withLock { $0.append("\(type(of: error))") } }
    let route = Route.post(
      "/things", permission: .signedIn, summary: "Make a thing",
      status: 201,
      answer: { (name: String) in Reply.created(Echo(text: name), at: "/things/\(name)") }
    ) { (_, _: NoInput, once: Once<String>) in try await handler(once) }
    return try Router(
      routes: [route], authenticator: TwoTokens(), clock: FixedClock(Instant(milliseconds: 0)),
      ids: UUIDv7Source(clock: SystemClock(), random: SystemRandomSource()), settings: settings)
  }

  @Test("The answer that is kept is the one that is sent")
  func kept() async throws {
    let log = Log()
    let router = try router(log) { once in
      #expect(once.consume()?.key == "k")
      log.kept.withLock { $0 = try? once.answer(to: "a") }
      return "a"
    }
    let answer = await router.ask(
      .post, "/things", [("Authorization", "Bearer ada"), ("Idempotency-Key", "k")])
    let kept = try #require(log.kept.withLock { $0 })
    #expect(answer.status == 201 && kept.status == 201)
    #expect(answer.bytes == kept.body)
    #expect(answer.headers["Location"] == "/things/a" && kept.location == "/things/a")
    #expect(log.failures.withLock { $0 } == [])
  }

  @Test("A kept answer is told again byte for byte, and says so")
  func told() async throws {
    let stored = StoredAnswer(
      status: 201, contentType: "application/json", location: "/things/b", body: [1, 2, 3])
    let router = try router(Log()) { _ in throw Replay.answer(stored) }
    let answer = await router.ask(
      .post, "/things", [("Authorization", "Bearer ada"), ("Idempotency-Key", "k")])
    #expect(StoredAnswer(answer) == stored)
    #expect(answer.headers["Idempotency-Replayed"] == "true")
  }

  @Test("What the state of things decided is kept, other refusals are not")
  func refusals() throws {
    let log = Log()
    let context = RequestContext(
      request: HTTPRequest(
        method: .post, target: "/", headers: HTTPHeaders(), body: .bytes([]),
        remoteAddress: "127.0.0.1"),
      id: .given("first"), now: Instant(milliseconds: 0), traceparent: nil)
    let once = context.once(status: 201) { (name: String) in
      Reply(Echo(text: name))
    }
    #expect(once.answer(toRefusal: Taken(status: 409))?.status == 409)
    for status in [400, 401, 403, 404, 422, 429, 503] {
      #expect(once.answer(toRefusal: Taken(status: status)) == nil)
    }
    #expect(once.answer(toRefusal: CancellationError()) == nil)
    #expect(log.failures.withLock { $0 } == [])
  }

  @Test("A refusal that its route tells in its own way is kept as it is told")
  func replaced() async throws {
    let kept = Mutex<Int?>(nil)
    let route = Route.post(
      "/things", permission: .signedIn, summary: "Make a thing", problems: [.conflict],
      answer: { (name: String) in Echo(text: name) }
    ) { (_, _: NoInput, once: Once<String>) in
      _ = once.consume()
      kept.withLock { $0 = once.answer(toRefusal: Taken(status: 404))?.status }
      throw Taken(status: 404)
    }.answering(Taken(status: 404), with: Problem(.conflict))
    let router = try Router(
      routes: [route], authenticator: TwoTokens(), clock: FixedClock(noon), ids: SeededIDs())
    let answer = await router.ask(
      .post, "/things", [("Authorization", "Bearer ada"), ("Idempotency-Key", "k")])
    #expect(answer.status == 409)
    #expect(kept.withLock { $0 } == 409)
  }

  @Test(
    "Of a change that may have been made, only a request with a key is asked to be sent again")
  func unknownOutcome() async throws {
    struct Lost: Unavailability {
      let retryAfterSeconds = 1
      let isOutcomeKnown = false
    }
    let router = try router(Log()) { once in
      _ = once.consume()
      throw Lost()
    }
    let ada = ("Authorization", "Bearer ada")
    let keyed = await router.ask(.post, "/things", [ada, ("Idempotency-Key", "k")])
    #expect(keyed.status == 503 && keyed.headers["Retry-After"] == "1")
    let bare = await router.ask(.post, "/things", [ada])
    #expect(bare.status == 503 && bare.code == "outcome_unknown")
    #expect(bare.headers["Retry-After"] == nil)
  }

  @Test("A handler that succeeds without having its answer kept is reported")
  func forgotten() async throws {
    let log = Log()
    let router = try router(log) { _ in "a" }
    _ = await router.ask(
      .post, "/things", [("Authorization", "Bearer ada"), ("Idempotency-Key", "k")])
    _ = await router.ask(.post, "/things", [("Authorization", "Bearer ada")])
    #expect(log.failures.withLock { $0 } == ["AnswerNotKept"])
  }
}
