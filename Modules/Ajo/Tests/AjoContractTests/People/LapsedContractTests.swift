import Ajo
import AjoTesting
import Kernel
import KernelTesting
import Ports
import Storage
import StorageTesting
import Synchronization
import Testing
import WorkTesting

/// What happens to circles is told, on every engine.
@Suite struct LapsedContractTests {
  @Test(
    "Swaps and replacements that a payout or the end overtakes are told to those concerned",
    arguments: Engine.allCases)
  func lapsed(on engine: Engine) async throws {
    let fixture = try await CircleFixture(on: engine)
    let users = try await fixture.users(4)
    let circle = try await fixture.circle(of: users, mandates: users)
    let newcomer = try await fixture.user("newcomer")
    _ = try await fixture.proposals.proposeSwap(with: users[2], in: circle.id, by: users[0])
    _ = try await fixture.proposals.proposeReplacement(
      of: users[3], by: newcomer, in: circle.id, asHost: users[0])
    // The first turn is paid.
    try await fixture.advance(days: 6)
    #expect(try await fixture.events("ajo.swap.lapsed") == 1)
    for user in [users[0], users[2]] {
      #expect(try await fixture.notified(user).contains("ajo.swap.lapsed"))
    }
    #expect(try await fixture.events("ajo.replacement.lapsed") == 0)
    _ = try await fixture.circles.cancel(circle.id, by: .operatorConsole, reason: "asked for")
    #expect(try await fixture.events("ajo.replacement.lapsed") == 1)
    for user in [users[0], users[3], newcomer] {
      #expect(try await fixture.notified(user).contains("ajo.replacement.lapsed"))
    }
    #expect(try await !fixture.notified(users[1]).contains { $0.hasSuffix("lapsed") })
  }

  @Test(
    "A removal that ends a circle is accepted, and did not lapse", arguments: Engine.allCases)
  func agreed(on engine: Engine) async throws {
    let fixture = try await CircleFixture(on: engine)
    let users = try await fixture.users(2)
    let circle = try await fixture.circle(of: users, mandates: [users[0]])
    try await fixture.advance(days: 6)
    let made = try await fixture.remove(users[1], from: circle.id)
    #expect(made.state == .accepted)
    #expect(try await fixture.events("ajo.removal.accepted") == 1)
    #expect(try await fixture.events("ajo.removal.lapsed") == 0)
  }

  @Test("Turns that the host gives anew are told to the others", arguments: Engine.allCases)
  func ordered(on engine: Engine) async throws {
    let fixture = try await CircleFixture(on: engine)
    let users = try await fixture.users(3)
    let circle = try await fixture.forming(of: users, size: 3) { $0.turnOrder = .hostOrder }
    let order = Array(users.reversed())
    for _ in 1...2 {
      _ = try await fixture.circles.setOrder(order, of: circle.id, by: users[0])
    }
    #expect(try await fixture.events("ajo.circle.changed") == 1)
    for user in users.dropFirst() {
      #expect(try await fixture.notified(user).filter { $0 == "ajo.circle.changed" }.count == 1)
    }
    #expect(try await !fixture.notified(users[0]).contains("ajo.circle.changed"))
  }

  @Test("How members are called is asked for once, however many they are")
  func names() async throws {
    let fixture = try await CircleFixture(on: .sqlite)
    let users = try await fixture.users(5)
    let circle = try await fixture.circle(of: users)
    let directory = CountingDirectory(fixture.directory)
    let circles = CircleService(
      store: fixture.store, users: directory,
      money: MoneyOut(pins: PinPolicy(verifier: nil, isForEverybody: false)),
      clock: fixture.time.clock, ids: fixture.ids, random: SeededRandom(seed: 1),
      currency: .naira)
    let proposals = ProposalService(
      store: fixture.store, users: directory, clock: fixture.time.clock, ids: fixture.ids)
    let health = try await circles.health(of: circle.id, for: users[0])
    #expect(health.members.compactMap(\.name).count == 5)
    #expect(directory.taken() == 1)
    let members = try await circles.members(
      of: circle.id, for: users[0], after: nil, limit: 9)
    #expect(members.compactMap(\.name).count == 5)
    #expect(directory.taken() == 1)
    _ = try await proposals.proposeSwap(with: users[2], in: circle.id, by: users[1])
    #expect(directory.taken() == 1)
  }
}

/// A directory that counts how often it is asked.
private final class CountingDirectory: UserDirectory {
  private let base: FixtureDirectory
  private let asked = Mutex(0)

  init(_ base: FixtureDirectory) {
    self.base = base
  }

  func taken() -> Int {
    asked.withLock { count in
      defer { count = 0 }
      return count
    }
  }

  func user(_ id: UserID) async throws -> DirectoryUser? {
    asked.withLock { $0 += 1 }
    return try await base.user(id)
  }

  func users(_ ids: [UserID]) async throws -> [DirectoryUser] {
    asked.withLock { $0 += 1 }
    return try await base.users(ids)
  }

  func user(email: EmailAddress) async throws -> DirectoryUser? {
    asked.withLock { $0 += 1 }
    return try await base.user(email: email)
  }

  func users(having role: Role) async throws -> [UserID] { try await base.users(having: role) }
}
