import HTTP
import Kernel
import Synchronization
import Testing

@testable import Router

@Suite("Turns at long answers")
struct TurnTests {
  private static let user = [("Authorization", "Bearer ada")]
  private static let root = [("Authorization", "Bearer root")]

  /// Requests that have begun, and the way for one after the other to end.
  private final class Desk: Sendable {
    private struct State {
      var begun: [String] = []
      var waiting: [CheckedContinuation<Void, Never>] = []
      var watching: [(count: Int, continuation: CheckedContinuation<Void, Never>)] = []
    }

    private let state = Mutex(State())

    var begun: [String] { state.withLock { $0.begun } }

    func sit(_ name: String) async {
      await withCheckedContinuation { continuation in
        let told = state.withLock { state in
          state.begun.append(name)
          state.waiting.append(continuation)
          defer { state.watching.removeAll { $0.count <= state.begun.count } }
          return state.watching.filter { $0.count <= state.begun.count }
        }
        for watcher in told { watcher.continuation.resume() }
      }
    }

    /// Waits until so many have begun.
    func until(_ count: Int) async {
      await withCheckedContinuation { continuation in
        let isThere = state.withLock { state in
          if state.begun.count < count { state.watching.append((count, continuation)) }
          return state.begun.count >= count
        }
        if isThere { continuation.resume() }
      }
    }

    /// Lets the one that has sat for the longest go.
    func release() { state.withLock { $0.waiting.removeFirst() }.resume() }
  }

  private func router(_ desk: Desk, _ turns: Turns) throws -> Router {
    var settings = RouterSettings()
    settings.longAnswers = turns
    return try RouterTests.router(
      .get("/long", permission: .signedIn, summary: "Be long") { caller in
        await desk.sit(caller.has(.admin) ? "root" : "ada")
        return Echo(text: String(repeating: "x", count: 20_000))
      },
      .get("/short", permission: .signedIn, summary: "Be short") { _ in Echo(text: "short") },
      settings: settings)
  }

  /// Asks once, so that it is known to be long.
  private func show(_ router: Router, _ desk: Desk) async {
    async let first = router.ask(.get, "/long", Self.user)
    await desk.until(1)
    desk.release()
    #expect(await first.status == 200)
  }

  @Test("Long answers wait for their turn, short ones do not, and the asker of fewer comes first")
  func turns() async throws {
    let (desk, turns) = (Desk(), Turns(limit: 1))
    let router = try router(desk, turns)
    await show(router, desk)
    try await withThrowingTaskGroup(of: Int.self) { group in
      group.addTask { await router.ask(.get, "/long", Self.user).status }
      await desk.until(2)
      for count in 1...3 {
        group.addTask { await router.ask(.get, "/long", Self.user).status }
        while turns.waiting < count { await Task.yield() }
      }
      group.addTask { await router.ask(.get, "/long", Self.root).status }
      while turns.waiting < 4 { await Task.yield() }
      #expect(await router.ask(.get, "/short", Self.user).status == 200)
      for count in 3...6 {
        desk.release()
        await desk.until(count)
      }
      desk.release()
      for try await status in group { #expect(status == 200) }
    }
    #expect(desk.begun == ["ada", "ada", "ada", "root", "ada", "ada"])
    #expect(turns.waiting == 0 && turns.refused == 0)
  }

  @Test("Whose turn does not come in time is told when to come again, and nothing is made")
  func patience() async throws {
    let (desk, turns) = (Desk(), Turns(limit: 1, patience: .microseconds(-1)))
    let router = try router(desk, turns)
    await show(router, desk)
    async let made = router.ask(.get, "/long", Self.user)
    await desk.until(2)
    async let late = router.ask(.get, "/long", Self.root)
    while turns.waiting < 1 { await Task.yield() }
    desk.release()
    let refused = await late
    #expect(refused.status == 503 && refused.headers["Retry-After"] == "2")
    #expect(await made.status == 200)
    #expect(desk.begun == ["ada", "ada"])
    #expect(turns.refused == 1)
    // The turn is free again.
    async let next = router.ask(.get, "/long", Self.root)
    await desk.until(3)
    desk.release()
    #expect(await next.status == 200)
  }
}
