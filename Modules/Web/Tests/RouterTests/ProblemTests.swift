import HTTP
import JSON
import Kernel
import Router
import Synchronization
import Testing

@Suite("Refusals")
struct ProblemTests {
  struct Secret: Error, CustomStringConvertible { let description = "SELECT password" }
  struct Away: Unavailability { let retryAfterSeconds = 5 }

  private func failing(_ error: any Error & Sendable, log: Log? = nil) throws -> Router {
    var settings = RouterSettings()
    settings.onFailure = { error, _ in log?.add("\(error)") }
    return try router(
      .get("/fail", permission: .anyone, summary: "Fails") { _ -> Echo in throw error },
      settings: settings)
  }

  final class Log: Sendable {
    private let lines = Mutex<[String]>([])
    func add(_ line: String) { lines.withLock { $0.append(line) } }
    var all: [String] { lines.withLock { $0 } }
  }

  @Test("A refusal has every member that clients rely on")
  func members() async throws {
    let kind = ProblemKind(status: 409, code: "insufficient_funds", title: "Too little money")
    let answer = try await failing(
      Problem(kind, detail: "You have 5.00.", headers: [("X-Extra", "1")])
    ).ask(.get, "/fail", [("X-Request-Id", "abc-1")])
    #expect(answer.status == 409)
    #expect(answer.headers["Content-Type"] == "application/problem+json")
    #expect(answer.headers["X-Extra"] == "1")
    #expect(
      answer.text
        == #"{"type":"/problems/insufficient_funds","title":"Too little money","status":409,"#
        + #""detail":"You have 5.00.","code":"insufficient_funds","request_id":"abc-1"}"#)
  }

  @Test("What is our fault is logged and not told")
  func internalErrors() async throws {
    let log = Log()
    let answer = try await failing(Secret(), log: log).ask(.get, "/fail")
    #expect(answer.status == 500)
    #expect(answer.code == "internal_error")
    #expect(!answer.text.contains("SELECT"))
    #expect(log.all == ["SELECT password"])
  }

  @Test("What is not available says when to come back")
  func unavailable() async throws {
    let answer = try await failing(Away()).ask(.get, "/fail")
    #expect(answer.status == 503)
    #expect(answer.code == "unavailable")
    #expect(answer.headers["Retry-After"] == "5")
  }

  @Test("Validation errors thrown by a domain are 422 with their fields")
  func validation() async throws {
    let errors = ValidationErrors(errors: [FieldError(field: "a", code: "b", message: "c")])
    let answer = try await failing(errors).ask(.get, "/fail")
    #expect(answer.status == 422)
    #expect(answer.faults == ["a b"])
  }

  @Test(
    "A sane request id is kept, any other replaced; every answer has one",
    arguments: [
      ("abc-123_4.5:6", true), ("", false), ("a b", false), ("é", false), ("a\"b", false),
      (String(repeating: "a", count: 128), true), (String(repeating: "a", count: 129), false),
    ])
  func requestIDs(given: String, isKept: Bool) async throws {
    let router = try failing(Secret())
    for target in ["/fail", "/nothing"] {
      let answer = await router.ask(.get, target, [("X-Request-Id", given)])
      let id = try #require(answer.headers["X-Request-Id"])
      #expect((id == given) == isKept)
      #expect(id.utf8.count > 0)
      #expect(answer.json?["request_id"]?.string == id)
    }
  }

  @Test("A well-formed traceparent is kept")
  func traces() async throws {
    let router = try router(.echo("/", "root"))
    let good = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
    #expect(await router.ask(.get, "/", [("traceparent", good)]).headers["traceparent"] == good)
    for bad in ["x", good.uppercased(), good + "-0", String(good.dropLast(1)) + "g"] {
      #expect(await router.ask(.get, "/", [("traceparent", bad)]).headers["traceparent"] == nil)
    }
  }

  @Test("Every framing failure is a refusal with its own status", arguments: HTTPFailure.allCases)
  func framing(failure: HTTPFailure) throws {
    let answer = try router().refuse(failure, headers: [:])
    #expect(answer.status == failure.status)
    #expect(answer.json?["status"]?.int64 == Int64(failure.status))
    #expect(answer.headers["Content-Type"] == "application/problem+json")
    #expect(answer.headers["X-Request-Id"] != nil)
  }

  @Test("A framing failure is answered under the id and the trace of its head, and protected")
  func tracedFraming() throws {
    let trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
    var settings = RouterSettings()
    settings.refusalHeaders = SecurityHeaders().fields
    let answer = try router(settings: settings)
      .refuse(.badHost, headers: ["traceparent": trace, "x-request-id": "mine-1"])
    #expect(answer.headers["traceparent"] == trace)
    #expect(answer.headers["X-Request-Id"] == "mine-1")
    #expect(answer.json?["request_id"]?.string == "mine-1")
    #expect(answer.headers["X-Content-Type-Options"] == "nosniff")
    let junk = try router().refuse(.badHost, headers: ["traceparent": "x", "x-request-id": "a b"])
    #expect(junk.headers["traceparent"] == nil)
    #expect(junk.headers["X-Request-Id"] != "a b")
  }
}
