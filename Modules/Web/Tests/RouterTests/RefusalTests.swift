import HTTP
import JSON
import Kernel
import Router
import Synchronization
import Testing

@Suite("Errors that answer for themselves")
struct RefusalTests {
  enum PayRefusal: Refusing, CaseIterable {
    case notActive, tooLate, alreadyPaid

    var problem: Problem {
      switch self {
      case .notActive, .tooLate: Problem(.conflict, detail: "Not now.")
      case .alreadyPaid: Problem(Self.paid, detail: "This is paid.")
      }
    }

    static let paid = ProblemKind(status: 409, code: "already_paid", title: "Paid")
  }

  final class Reports: Sendable {
    private let lines = Mutex<[String]>([])
    var all: [String] { lines.withLock { $0 } }
    func add(_ line: String) { lines.withLock { $0.append(line) } }
  }

  private func failing(
    _ error: any Error & Sendable, refusals: [any Refusing.Type] = [],
    problems: [ProblemKind] = [], _ reports: Reports = Reports()
  ) throws -> Router {
    var settings = RouterSettings()
    settings.onUndeclared = { undeclared, _ in reports.add(undeclared.description) }
    return try router(
      .post(
        "/pay", permission: .anyone, summary: "Pay", refusals: refusals, problems: problems
      ) { _ -> NoContent in throw error }, settings: settings)
  }

  @Test("A refusal is answered as it says itself")
  func answers() async throws {
    let reports = Reports()
    let answer = try await failing(
      PayRefusal.alreadyPaid, refusals: [PayRefusal.self], reports
    ).ask(.post, "/pay")
    #expect(answer.status == 409)
    #expect(answer.code == "already_paid")
    #expect(answer.json?["detail"]?.string == "This is paid.")
    #expect(reports.all.isEmpty)
  }

  @Test("What a route may answer follows from the errors that its handler throws")
  func documented() {
    #expect(PayRefusal.kinds == [.conflict, PayRefusal.paid])
    let route = Route.post(
      "/pay", permission: .anyone, summary: "Pay", refusals: [PayRefusal.self],
      problems: [.locked]
    ) { _ in NoContent() }
    for kind in [.conflict, PayRefusal.paid, .locked] {
      #expect(route.problems.filter { $0 == kind }.count == 1)
    }
  }

  @Test(
    "A refusal that its route does not declare is reported, and answered nevertheless",
    arguments: [PayRefusal.alreadyPaid, Problem(PayRefusal.paid)] as [any Error])
  func undeclared(error: any Error) async throws {
    let reports = Reports()
    let answer = try await failing(error, problems: [.locked], reports).ask(.post, "/pay")
    #expect(answer.status == 409)
    #expect(answer.code == "already_paid")
    #expect(reports.all == ["POST /pay answers 409 already_paid, which it does not declare"])
  }

  @Test("What the router refuses itself, every route declares")
  func ownRefusals() async throws {
    let reports = Reports()
    var settings = RouterSettings()
    settings.requiresIdempotencyKeys = true
    settings.onUndeclared = { undeclared, _ in reports.add(undeclared.description) }
    let things = try router(
      .get("/mine", permission: .signedIn, summary: "Show") { _ in NoContent() },
      .post(
        "/moves/{id}", permission: .signedIn, summary: "Move", answer: { (_: Int) in NoContent() }
      ) { (_, _: AmountInput, once) in once.consume() == nil ? 0 : 1 },
      settings: settings)
    let ada = ("Authorization", "Bearer ada")
    let key = ("Idempotency-Key", "k")
    let statuses = [
      await things.ask(.get, "/mine"),
      await things.ask(.get, "/mine", [("Authorization", "Bearer wrong")]),
      await things.ask(.get, "/mine", [("Authorization", "Bearer away")]),
      await things.ask(.get, "/mine?x=1", [("Authorization", "Bearer root")]),
      await things.ask(.post, "/moves/1", [ada], body: #"{"amount":1}"#),
      await things.ask(.post, "/moves/1", [ada, key], body: "{"),
      await things.ask(.post, "/moves/1", [ada, key], body: #"{"amount":0}"#),
      await things.ask(.post, "/moves/1", [ada, key, ("Content-Type", "text/plain")], body: "x"),
    ].map(\.status)
    #expect(statuses == [401, 401, 503, 422, 422, 400, 422, 415])
    #expect(reports.all.isEmpty)
  }

  @Test("A key that came before with another request is refused by its own error")
  func reusedKey() async throws {
    let answer = try await failing(
      IdempotencyKeyReused(), refusals: [IdempotencyKeyReused.self]
    ).ask(.post, "/pay")
    #expect(answer.status == 422)
    #expect(answer.faults == ["Idempotency-Key reused"])
  }

  @Test("A route may answer one refusal in another way, and documents that")
  func replaced() async throws {
    let gone = Problem(.unauthorized, detail: "The account is gone.")
    let route = Route.post(
      "/pay", permission: .anyone, summary: "Pay", refusals: [PayRefusal.self]
    ) { (context: RequestContext) -> NoContent in
      throw context.request.query == nil ? PayRefusal.alreadyPaid : PayRefusal.tooLate
    }
    .ignoringQuery().answering(PayRefusal.alreadyPaid, with: gone)
    #expect(route.problems.contains(.unauthorized))
    let pay = try router(route)
    #expect(await pay.ask(.post, "/pay").json?["detail"]?.string == "The account is gone.")
    #expect(await pay.ask(.post, "/pay?late").code == "conflict")
  }

  @Test("A problem may have members of its own, after those that all have")
  func members() async throws {
    let problem = Problem(.unauthorized, detail: "Send a code.", members: [("mfa_token", "t\"1")])
    let answer = try await failing(problem, problems: [.unauthorized])
      .ask(.post, "/pay", [("X-Request-Id", "r1")])
    #expect(answer.text.hasSuffix(#""code":"unauthorized","request_id":"r1","mfa_token":"t\"1"}"#))
  }
}
