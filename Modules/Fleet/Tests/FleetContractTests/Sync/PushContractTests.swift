import Fleet
import FleetTesting
import Kernel
import KernelTesting
import Storage
import StorageTesting
import Testing
import WorkTesting

/// Pushed changes, each with what became of it in one unit of work, on every engine.
@Suite struct PushContractTests {
  @Test(
    "Pushed twenty times at once, a change is made once, and known to the others",
    arguments: Engine.allCases)
  func once(on engine: Engine) async throws {
    let fixture = try await FleetFixture(on: engine)
    let scene = try await fixture.scene()
    let claim = claim(fixture, base: nil)
    let made = try await withThrowingTaskGroup(of: Bool.self) { group in
      for _ in 0..<20 {
        group.addTask {
          do {
            try await self.make(claim, in: fixture, scene, version: 5)
            return true
          } catch ChangeRefusal.known {
            return false
          }
        }
      }
      return try await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
    }
    #expect(made == 1)
    let kept = try await fixture.store.pushed([claim.id], by: claim.user)
    #expect(kept == [claim.id: PushedChange(record: claim.record, outcome: .applied(version: 5))])
    // Another user's change of the same id is another one.
    #expect(try await fixture.store.pushed([claim.id], by: scene.driverUser).isEmpty)
  }

  @Test("An edit of another version has no effect", arguments: Engine.allCases)
  func version(on engine: Engine) async throws {
    let fixture = try await FleetFixture(on: engine)
    let scene = try await fixture.scene()
    let late = claim(fixture, base: 3)
    await #expect(throws: ChangeRefusal.versionConflict) {
      try await make(late, in: fixture, scene, version: 5)
    }
    var copies = Copies(of: scene.member(.owner, of: .consumer))
    try await copies.pullAll(from: fixture.puller)
    #expect(copies.records.isEmpty)
    #expect(try await fixture.store.pushed([late.id], by: late.user).isEmpty)
    try await make(claim(fixture, base: 4), in: fixture, scene, version: 5)
    try await copies.pullAll(from: fixture.puller)
    #expect(copies.records.count == 1)
  }

  @Test(
    "A unit of work that did something else is not taken for the change",
    arguments: Engine.allCases)
  func other(on engine: Engine) async throws {
    let fixture = try await FleetFixture(on: engine)
    let scene = try await fixture.scene()
    let claim = claim(fixture, base: nil)
    let other: SyncRecordID = fixture.ids.make()
    try await claim.making {
      try await fixture.note(.transaction, other, for: [.company(scene.consumer.id)])
    }
    #expect(try await fixture.store.pushed([claim.id], by: claim.user).isEmpty)
    try await make(claim, in: fixture, scene, version: 1)
  }

  @Test(
    "What a service does after a refusal is not the pushed change", arguments: Engine.allCases)
  func second(on engine: Engine) async throws {
    let fixture = try await FleetFixture(on: engine)
    let scene = try await fixture.scene()
    let claim = claim(fixture, base: nil)
    try await claim.making {
      await #expect(throws: AccessRefusal.notFound) {
        try await fixture.store.atomically(Once<Int>.unkeyed) { _ in
          throw AccessRefusal.notFound
        }
      }
      try await fixture.note(
        .driver, claim.record.id, version: 2, for: [.company(scene.consumer.id)])
    }
    #expect(try await fixture.store.pushed([claim.id], by: claim.user).isEmpty)
  }

  @Test(
    "A refusal is kept, unless the change was made meanwhile; both for ninety days",
    arguments: Engine.allCases)
  func refused(on engine: Engine) async throws {
    let fixture = try await FleetFixture(on: engine)
    let scene = try await fixture.scene()
    let (one, two) = (claim(fixture, base: nil), claim(fixture, base: nil))
    let conflict = SyncConflict(status: 409, code: "limit_exceeded", errors: nil)
    let now = fixture.time.clock.now()
    func keep(_ claim: ChangeClaim) async throws -> PushedChange.Outcome {
      try await fixture.store.keep(
        PushedChange(record: claim.record, outcome: .refused(conflict)), claim.id,
        by: claim.user, at: now
      ).outcome
    }
    #expect(try await keep(one) == .refused(conflict))
    await #expect(throws: ChangeRefusal.known) {
      try await make(one, in: fixture, scene, version: 1)
    }
    try await make(two, in: fixture, scene, version: 1)
    #expect(try await keep(two) == .applied(version: 1))
    try await fixture.store.forgetChanges(
      deletedBefore: now, pushedBefore: now.adding(seconds: 1))
    #expect(try await fixture.store.pushed([one.id, two.id], by: one.user).isEmpty)
  }

  @Test(
    "A decision that comes too late is refused, though it has the request expire",
    arguments: Engine.allCases)
  func expired(on engine: Engine) async throws {
    let fixture = try await FleetFixture(on: engine)
    let scene = try await fixture.scene()
    try await fixture.account(scene, dinars: 100_000)
    let sale = try await fixture.request(scene)
    fixture.clock.advance(seconds: 2 * 86_400)
    let pump = scene.caller(.operator, of: .supplier)
    let claim = ChangeClaim(
      id: fixture.ids.make(), user: pump.userID,
      record: SyncRecord(.transaction, SyncRecordID(rawValue: sale.id.rawValue)),
      baseVersion: nil)
    await #expect(throws: TransactionRefusal.notPending(.expired)) {
      try await claim.making {
        _ = try await fixture.sales.approve(sale.id, by: pump)
      }
    }
    #expect(try await fixture.store.pushed([claim.id], by: pump.userID).isEmpty)
    #expect(try await fixture.sales.transaction(sale.id, for: pump).sale.state == .expired)
  }

  private func claim(_ fixture: FleetFixture, base: Int64?) -> ChangeClaim {
    ChangeClaim(
      id: fixture.ids.make(), user: UserID(rawValue: 7),
      record: SyncRecord(.driver, fixture.ids.make()), baseVersion: base)
  }

  /// Makes a claimed change, as a service that knows nothing of pushes does.
  private func make(
    _ claim: ChangeClaim, in fixture: FleetFixture, _ scene: FleetScene, version: Int64
  ) async throws {
    try await claim.making {
      try await fixture.note(
        .driver, claim.record.id, version: version, for: [.company(scene.consumer.id)])
    }
  }
}
