import Events
import Fleet
import FleetTesting
import Kernel
import KernelTesting
import Storage
import StorageTesting
import Testing
import Work
import WorkTesting

/// What a client is told when it pulls, on every engine.
@Suite struct PullContractTests {
  @Test(
    "Members are told of their company's records, each once, and others of none",
    arguments: Engine.allCases)
  func records(on engine: Engine) async throws {
    let fixture = try await FleetFixture(on: engine)
    let scene = try await fixture.scene()
    try await fixture.note(scene.consumer)
    let id: SyncRecordID = fixture.ids.make()
    for version in Int64(1)...3 {
      try await fixture.note(
        .transaction, id, version: version,
        for: [.company(scene.consumer.id), .driver(scene.driver.id)])
    }
    var member = Copies(of: scene.member(.viewer, of: .consumer))
    let page = try await member.pull(from: fixture.puller)
    #expect(page.entries.count == 2 && !page.hasMore)
    #expect(member.records == [SyncRecord(scene.consumer): 1, SyncRecord(.transaction, id): 3])
    // The company's card, and what is their own.
    var driver = Copies(of: scene.driverUser)
    try await driver.pullAll(from: fixture.puller)
    #expect(driver.records == [SyncRecord(scene.consumer): 1, SyncRecord(.transaction, id): 3])
    var stranger = Copies(of: try fixture.user("zoe"))
    try await stranger.pullAll(from: fixture.puller)
    #expect(stranger.records.isEmpty)
    var other = Copies(of: scene.member(.owner, of: .supplier))
    try await other.pullAll(from: fixture.puller)
    #expect(other.records.isEmpty)
  }

  @Test("A pull goes on where the last one ended", arguments: Engine.allCases)
  func resuming(on engine: Engine) async throws {
    let fixture = try await FleetFixture(on: engine)
    let scene = try await fixture.scene()
    let scope = SyncScope.company(scene.consumer.id)
    var ids: [SyncRecordID] = []
    for _ in 0..<25 {
      ids.append(fixture.ids.make())
      try await fixture.note(.transaction, ids[ids.count - 1], for: [scope])
    }
    var copies = Copies(of: scene.member(.owner, of: .consumer))
    var pages = 0
    while try await copies.pull(from: fixture.puller, limit: 10).hasMore { pages += 1 }
    #expect(pages == 2)
    #expect(Set(copies.records.keys) == Set(ids.map { SyncRecord(.transaction, $0) }))
    try await fixture.note(.transaction, ids[3], version: 2, for: [scope])
    try await fixture.note(.transaction, ids[4], version: 2, isDeleted: true, for: [scope])
    let page = try await copies.pull(from: fixture.puller)
    // What others hold open may have some of it told again.
    #expect(page.entries.count >= 2)
    #expect(copies.records[SyncRecord(.transaction, ids[3])] == 2)
    #expect(copies.records[SyncRecord(.transaction, ids[4])] == nil)
    #expect(copies.records.count == 24)
  }

  @Test("What commits after a pull comes later, though it began before", .timeLimit(.minutes(30)))
  func lateCommit() async throws {
    let fixture = try await FleetFixture(on: .postgres)
    let scene = try await fixture.scene()
    let scope = SyncScope.company(scene.consumer.id)
    let (late, lost, soon): (SyncRecordID, SyncRecordID, SyncRecordID) =
      (fixture.ids.make(), fixture.ids.make(), fixture.ids.make())
    let gate = Gate()
    let event: RelayedEvent.ID = fixture.ids.make()
    async let writing: Void = fixture.store.atomically(.unkeyed) { transaction in
      // It has its number, and so its place, from here on.
      _ = try transaction.work.receive(event, by: "fleet.test")
      gate.pass()
      try transaction.noteChange(SyncChange(.transaction, late, version: 1, for: [scope]))
    }
    await gate.entered()
    struct Undone: Error {}
    await #expect(throws: Undone.self) {
      try await fixture.store.atomically(.unkeyed) { (transaction) -> Void in
        try transaction.noteChange(SyncChange(.transaction, lost, version: 1, for: [scope]))
        throw Undone()
      }
    }
    try await fixture.note(.transaction, soon, for: [scope])
    var copies = Copies(of: scene.member(.owner, of: .consumer))
    try await copies.pullAll(from: fixture.puller)
    #expect(copies.records == [SyncRecord(.transaction, soon): 1])
    try await copies.pullAll(from: fixture.puller)
    gate.open()
    try await writing
    try await copies.pullAll(from: fixture.puller)
    #expect(
      copies.records
        == [SyncRecord(.transaction, soon): 1, SyncRecord(.transaction, late): 1])
  }

  @Test(
    "Deletions come for as long as is promised; an older cursor is refused",
    arguments: Engine.allCases)
  func tombstones(on engine: Engine) async throws {
    let fixture = try await FleetFixture(on: engine)
    let scene = try await fixture.scene()
    let scope = SyncScope.company(scene.consumer.id)
    let id: SyncRecordID = fixture.ids.make()
    try await fixture.note(.driver, id, for: [scope])
    var copies = Copies(of: scene.member(.owner, of: .consumer))
    try await copies.pullAll(from: fixture.puller)
    try await fixture.note(.driver, id, version: 2, isDeleted: true, for: [scope])
    fixture.clock.advance(seconds: 179 * 86_400)
    try await prune(fixture)
    var away = copies
    try await away.pullAll(from: fixture.puller)
    #expect(away.records.isEmpty)
    fixture.clock.advance(seconds: 2 * 86_400)
    await #expect(throws: SyncRefusal.cursorExpired) {
      try await copies.pull(from: fixture.puller)
    }
    fixture.clock.advance(seconds: 2 * 86_400)
    try await prune(fixture)
    let left = try await fixture.database.first("SELECT count(*) FROM fleet_sync_log") {
      try $0.get(0, as: Int.self)
    }
    #expect(left == 0)
    // Though the promise is for longer now, what was forgotten is.
    fixture.terms.change { $0.syncTombstoneDays = 3_000 }
    await #expect(throws: SyncRefusal.cursorExpired) {
      try await copies.pull(from: fixture.puller)
    }
    try await away.pullAll(from: fixture.puller)
  }

  @Test(
    "A cursor of another store or user, and what is no cursor, is refused",
    arguments: Engine.allCases)
  func foreign(on engine: Engine) async throws {
    let (here, there) = (try await FleetFixture(on: engine), try await FleetFixture(on: engine))
    let user = try here.user("ada")
    var copies = Copies(of: user)
    try await copies.pull(from: here.puller)
    await #expect(throws: SyncRefusal.cursorExpired) {
      try await copies.pull(from: there.puller)
    }
    let other = try here.user("zoe")
    await #expect(throws: SyncRefusal.cursorExpired) {
      try await here.puller.page(
        since: copies.cursor, for: FleetCaller(userID: other), limit: 1)
    }
    let text = try #require(copies.cursor?.text)
    for broken in ["", "x", text + "A", String(text.dropLast()), "B" + text.dropFirst()] {
      #expect(SyncCursor(text: broken) == nil)
    }
  }

  @Test("Rows of another cluster are of the past, whatever numbers it gave")
  func restored() async throws {
    let fixture = try await FleetFixture(on: .postgres)
    let scene = try await fixture.scene()
    let scope = SyncScope.company(scene.consumer.id)
    let ids: [SyncRecordID] = (0..<3).map { _ in fixture.ids.make() }
    for id in ids { try await fixture.note(.transaction, id, for: [scope]) }
    try await fixture.database.execute(
      "UPDATE fleet_sync_log SET unit = unit + 9000000000 + place")
    var copies = Copies(of: scene.member(.owner, of: .consumer))
    try await copies.pullAll(from: fixture.puller, limit: 1)
    try await copies.pullAll(from: fixture.puller, limit: 1)
    #expect(copies.records.count == 3)
    try await fixture.note(.transaction, ids[0], version: 2, for: [scope])
    try await copies.pullAll(from: fixture.puller)
    #expect(copies.records[SyncRecord(.transaction, ids[0])] == 2)
  }

  private func prune(_ fixture: FleetFixture) async throws {
    let now = fixture.time.clock.now()
    try await fixture.store.forgetChanges(
      deletedBefore: now.adding(seconds: -180 * 86_400),
      pushedBefore: now.adding(seconds: -90 * 86_400))
  }
}
