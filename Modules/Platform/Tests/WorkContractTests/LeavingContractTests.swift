import Kernel
import KernelTesting
import Ledger
import LedgerTesting
import PlatformSQL
import Ports
import Storage
import StorageTesting
import Testing
import WorkTesting

/// Who leaves, and who must stay, on every engine, where contexts share a database and where not.
@Suite struct LeavingContractTests {
  typealias Databases = LeavingScene.Databases

  @Test(
    "Who has nothing leaves for good; nothing reaches them afterwards", arguments: Engine.allCases,
    Databases.allCases)
  func leaves(on engine: Engine, _ databases: Databases) async throws {
    let scene = try await LeavingScene(on: engine, databases)
    let (ada, bola) = (try await scene.person(), try await scene.person(holding: .naira(5)))
    try await scene.delete(ada)
    #expect(try await scene.whereabouts(of: ada) == .gone)
    #expect(try await scene.pay(ada, from: bola) == .failure(.accountClosed))
    await #expect(throws: UserLeaving.self) { try await scene.book(for: ada) }
    await #expect(throws: NotFound()) { try await scene.delete(ada) }
    scene.clock.advance(seconds: 61)
    try await scene.work()
    #expect(try await scene.whereabouts(of: ada) == .gone)
  }

  @Test(
    "Who is objected to hears every reason, and nothing has changed", arguments: Engine.allCases,
    Databases.allCases)
  func stays(on engine: Engine, _ databases: Databases) async throws {
    let scene = try await LeavingScene(on: engine, databases)
    let ada = try await scene.person(holding: .naira(1))
    let bola = try await scene.person(holding: .naira(1))
    try await scene.book(for: ada)
    let refusal = await #expect(throws: DeletionRefused.self) { try await scene.delete(ada) }
    #expect(
      refusal?.reasons == [
        .init("test", DeletionObjection("has_tickets", "There are tickets.")),
        .init("test", DeletionObjection("wallet_not_empty", "1.00")),
      ])
    #expect(try await scene.whereabouts(of: ada) == .here(100))
    _ = try await scene.pay(ada, from: bola).get()
    scene.clock.advance(seconds: 61)
    try await scene.work()
    #expect(try await scene.whereabouts(of: ada) == .here(200))
  }

  @Test(
    "A payment that comes with the deletion is refused, or the deletion is",
    arguments: Engine.allCases, Databases.allCases)
  func payments(on engine: Engine, _ databases: Databases) async throws {
    let scene = try await LeavingScene(on: engine, databases)
    let bola = try await scene.person(holding: .naira(1_000))
    for _ in 1...20 {
      let ada = try await scene.person()
      async let deletion: Void = scene.delete(ada)
      async let payment = scene.pay(ada, from: bola)
      let outcome = try await payment
      let isPaid = outcome != .failure(.accountClosed)
      do {
        try await deletion
        #expect(!isPaid)
        #expect(try await scene.whereabouts(of: ada) == .gone)
      } catch let refusal as DeletionRefused {
        #expect(refusal.reasons.map(\.objection.code) == ["wallet_not_empty"])
        #expect(isPaid)
        #expect(try await scene.whereabouts(of: ada) == .here(100))
      }
    }
  }

  @Test(
    "A ticket that comes with the deletion is refused, or the deletion is",
    arguments: Engine.allCases, Databases.allCases)
  func bookings(on engine: Engine, _ databases: Databases) async throws {
    let scene = try await LeavingScene(on: engine, databases)
    for _ in 1...20 {
      let ada = try await scene.person()
      async let deletion: Void = scene.delete(ada)
      async let booking: Void = scene.book(for: ada)
      let isBooked: Bool
      do {
        try await booking
        isBooked = true
      } catch is UserLeaving {
        isBooked = false
      }
      do {
        try await deletion
        #expect(!isBooked)
      } catch is DeletionRefused {
        #expect(isBooked)
      }
      let isGone = try await scene.whereabouts(of: ada).isGone
      #expect(try await scene.tickets(of: ada) == (isGone ? 0 : 1))
    }
  }

  @Test(
    "Of many deletions at once one is made, or all of them are tried again",
    arguments: Engine.allCases, Databases.allCases)
  func deletions(on engine: Engine, _ databases: Databases) async throws {
    let scene = try await LeavingScene(on: engine, databases)
    for _ in 1...5 {
      let ada = try await scene.person()
      let made = try await scene.home.ledger.attempt(times: 6) { _ in
        do {
          try await scene.delete(ada)
          return 1
        } catch is NotFound {
          return 0
        } catch is DeletionUnderWay {
          return 0
        }
      }
      #expect(made.reduce(0, +) == 1)
      #expect(try await scene.whereabouts(of: ada) == .gone)
      #expect(
        try await scene.home.count("platform_outbox WHERE aggregate = \("user:\(ada)")") == 1)
    }
  }

  @Test("An attempt that takes too long decides nothing", arguments: Engine.allCases)
  func late(on engine: Engine) async throws {
    let scene = try await LeavingScene(on: engine, .two)
    let (ada, bola) = (try await scene.person(), try await scene.person(holding: .naira(5)))
    let meanwhile: @Sendable () async throws -> Void = {
      #expect(try await scene.pay(ada, from: bola) == .failure(.accountClosed))
      await #expect(throws: DeletionUnderWay.self) { try await scene.delete(ada) }
      scene.clock.advance(seconds: 61)
      try await scene.work()
      _ = try await scene.pay(ada, from: bola).get()
    }
    await #expect(throws: DeletionUnderWay.self) {
      try await scene.delete(ada, meanwhile: meanwhile)
    }
    #expect(try await scene.whereabouts(of: ada) == .here(100))
  }

  @Test("Nobody leaves before it is known who is asked", arguments: Engine.allCases)
  func unbound(on engine: Engine) async throws {
    let scene = try await LeavingScene(on: engine, .one)
    let ada = try await scene.person()
    let leaving = SQLLeaving(ids: scene.home.ledger.ids, clock: scene.clock)
    await #expect(throws: LeavingUnbound.self) {
      try await leaving.departing(ada, from: "home", if: { _ in }) { _ in }
    }
  }
}
