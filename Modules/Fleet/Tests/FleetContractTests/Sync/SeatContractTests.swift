import Fleet
import FleetTesting
import Kernel
import KernelTesting
import Storage
import StorageTesting
import Testing
import WorkTesting

/// What clients are told of companies that their user joins and leaves, on every engine.
@Suite struct SeatContractTests {
  @Test(
    "A company newly joined comes whole, page by page, whatever the cursor",
    arguments: Engine.allCases)
  func joining(on engine: Engine) async throws {
    let fixture = try await FleetFixture(on: engine)
    let scene = try await fixture.scene()
    let ids = try await records(25, of: scene.supplier, in: fixture)
    var copies = Copies(of: scene.member(.viewer, of: .consumer))
    try await copies.pullAll(from: fixture.puller)
    #expect(copies.records.isEmpty)
    try await fixture.add(copies.user, to: scene.supplier, as: .viewer)
    #expect(try await copies.pull(from: fixture.puller, limit: 10).hasMore)
    // What comes in the meantime holds nothing up.
    let more = try await records(1, of: scene.consumer, in: fixture)
    try await copies.pullAll(from: fixture.puller, limit: 10)
    #expect(Set(copies.records.keys) == Set(ids + more))
  }

  @Test(
    "A company that was left comes as deleted, once, with nothing of it after",
    arguments: Engine.allCases)
  func leaving(on engine: Engine) async throws {
    let fixture = try await FleetFixture(on: engine)
    let scene = try await fixture.scene()
    try await fixture.note(scene.supplier, version: 7)
    _ = try await records(3, of: scene.supplier, in: fixture)
    var copies = Copies(of: scene.member(.viewer, of: .supplier))
    try await copies.pullAll(from: fixture.puller)
    #expect(copies.records.count == 4)
    try await remove(copies.user, from: scene.supplier, in: fixture)
    let page = try await copies.pull(from: fixture.puller)
    #expect(page.entries.map(\.record) == [SyncRecord(scene.supplier)])
    #expect(page.entries.map(\.isDeleted) == [true] && page.entries.map(\.version) == [7])
    _ = try await records(1, of: scene.supplier, in: fixture)
    #expect(try await copies.pull(from: fixture.puller).entries.isEmpty)
    // They come back: all of it is theirs again.
    try await fixture.add(copies.user, to: scene.supplier, as: .viewer)
    #expect(try await copies.pull(from: fixture.puller).entries.count == 5)
  }

  @Test(
    "Of a company that was left, what another part sees comes anew",
    arguments: Engine.allCases)
  func leavingShared(on engine: Engine) async throws {
    let fixture = try await FleetFixture(on: engine)
    let scene = try await fixture.scene()
    try await fixture.note(scene.supplier)
    try await fixture.note(scene.consumer)
    let account = try await fixture.notedAccount(of: scene.consumer, at: scene.supplier)
    var copies = Copies(of: scene.member(.viewer, of: .supplier))
    try await fixture.add(copies.user, to: scene.consumer, as: .viewer)
    try await copies.pullAll(from: fixture.puller)
    #expect(copies.records.count == 3)
    try await remove(copies.user, from: scene.supplier, in: fixture)
    let first = try await copies.pull(from: fixture.puller)
    #expect(first.entries.map(\.isDeleted) == [true] && first.hasMore)
    let second = try await copies.pull(from: fixture.puller)
    #expect(
      Set(second.entries.map(\.record))
        == [SyncRecord(scene.supplier), SyncRecord(scene.consumer), account])
  }

  @Test(
    "With another role a company comes whole, since records show other rights",
    arguments: Engine.allCases)
  func role(on engine: Engine) async throws {
    let fixture = try await FleetFixture(on: engine)
    let scene = try await fixture.scene()
    _ = try await records(3, of: scene.supplier, in: fixture)
    var copies = Copies(of: scene.member(.viewer, of: .supplier))
    try await copies.pullAll(from: fixture.puller)
    try await fixture.database.execute(
      "UPDATE fleet_members SET role = 'manager' WHERE user_id = \(copies.user)")
    #expect(try await copies.pull(from: fixture.puller).entries.count == 3)
    #expect(try await copies.pull(from: fixture.puller).entries.count <= 3)
  }

  @Test(
    "Companies with an account together have each other's cards, as they are now",
    arguments: Engine.allCases)
  func cards(on engine: Engine) async throws {
    let fixture = try await FleetFixture(on: engine)
    let scene = try await fixture.scene()
    try await fixture.note(scene.supplier)
    try await fixture.note(scene.consumer)
    var copies = Copies(of: scene.member(.viewer, of: .consumer))
    try await copies.pullAll(from: fixture.puller)
    #expect(copies.records[SyncRecord(scene.supplier)] == nil)
    // The card is older than the cursor, and comes for the account's sake.
    try await fixture.notedAccount(of: scene.consumer, at: scene.supplier)
    try await copies.pullAll(from: fixture.puller)
    #expect(copies.records[SyncRecord(scene.supplier)] == 1)
    try await fixture.note(scene.supplier, version: 2)
    try await copies.pullAll(from: fixture.puller)
    #expect(copies.records[SyncRecord(scene.supplier)] == 2)
    try await fixture.note(scene.supplier, version: 3, isDeleted: true)
    try await copies.pullAll(from: fixture.puller)
    #expect(copies.records[SyncRecord(scene.supplier)] == nil)
  }

  @Test(
    "A driver who drives no more forgets themselves and the company's card",
    arguments: Engine.allCases)
  func driver(on engine: Engine) async throws {
    let fixture = try await FleetFixture(on: engine)
    let scene = try await fixture.scene()
    try await fixture.note(scene.consumer)
    try await fixture.note(
      .driver, SyncRecordID(rawValue: scene.driver.id.rawValue),
      for: [.driver(scene.driver.id), .company(scene.consumer.id)])
    var copies = Copies(of: scene.driverUser)
    try await copies.pullAll(from: fixture.puller)
    #expect(Set(copies.records.keys) == [SyncRecord(scene.consumer), SyncRecord(scene.driver)])
    try await fixture.database.execute(
      "UPDATE fleet_drivers SET user_id = NULL WHERE id = \(scene.driver.id)")
    try await copies.pullAll(from: fixture.puller)
    #expect(copies.records.isEmpty)
  }

  @Test(
    "Drivers have the cards of those with whom their company has an account",
    arguments: Engine.allCases)
  func suppliers(on engine: Engine) async throws {
    let fixture = try await FleetFixture(on: engine)
    let scene = try await fixture.scene()
    try await fixture.note(scene.supplier)
    try await fixture.note(scene.consumer)
    var copies = Copies(of: scene.driverUser)
    try await copies.pullAll(from: fixture.puller)
    #expect(Set(copies.records.keys) == [SyncRecord(scene.consumer)])
    try await fixture.notedAccount(of: scene.consumer, at: scene.supplier)
    try await copies.pullAll(from: fixture.puller)
    #expect(
      Set(copies.records.keys) == [SyncRecord(scene.consumer), SyncRecord(scene.supplier)])
  }

  @Test(
    "One record at a time, an account comes with its company, and a company with its driver",
    arguments: Engine.allCases)
  func single(on engine: Engine) async throws {
    let fixture = try await FleetFixture(on: engine)
    let scene = try await fixture.scene()
    try await fixture.note(scene.supplier)
    try await fixture.note(scene.consumer)
    try await fixture.note(
      .driver, SyncRecordID(rawValue: scene.driver.id.rawValue),
      for: [.driver(scene.driver.id), .company(scene.consumer.id)])
    let account = try await fixture.notedAccount(of: scene.consumer, at: scene.supplier)
    var member = try await Single(of: scene.member(.viewer, of: .consumer), by: fixture)
    var driver = try await Single(of: scene.driverUser, by: fixture)
    #expect(
      Set(member.copies.records.keys) == [
        SyncRecord(scene.supplier), SyncRecord(scene.consumer), SyncRecord(scene.driver), account,
      ])
    let told = member.copies.told[SyncRecord(scene.consumer), default: 0]
    try await fixture.note(
      .account, account.id, version: 2,
      for: [.company(scene.consumer.id), .company(scene.supplier.id)])
    try await member.pull()
    #expect(member.copies.records[account] == 2)
    #expect(member.copies.told[SyncRecord(scene.consumer), default: 0] > told)
    try await fixture.database.execute(
      "UPDATE fleet_drivers SET user_id = NULL WHERE id = \(scene.driver.id)")
    // One of two is told, they are back, and all of it is theirs again.
    _ = try await driver.copies.pull(from: fixture.puller, limit: 1)
    #expect(driver.copies.records[SyncRecord(scene.consumer)] == nil)
    try await fixture.database.execute(
      "UPDATE fleet_drivers SET user_id = \(scene.driverUser) WHERE id = \(scene.driver.id)")
    try await driver.pull()
    #expect(driver.copies.records.count == 3)
    try await fixture.database.execute(
      "UPDATE fleet_drivers SET user_id = NULL WHERE id = \(scene.driver.id)")
    try await driver.pull()
    #expect(Set(driver.copies.records.keys) == [SyncRecord(scene.supplier)])
    try await remove(member.copies.user, from: scene.consumer, in: fixture)
    try await member.pull()
    #expect(member.copies.records[SyncRecord(scene.consumer)] == nil)
  }

  /// Records of a company that nothing else knows of.
  private func records(
    _ count: Int, of company: Company, in fixture: FleetFixture
  ) async throws -> [SyncRecord] {
    var records: [SyncRecord] = []
    for _ in 0..<count {
      let id: SyncRecordID = fixture.ids.make()
      try await fixture.note(.transaction, id, for: [.company(company.id)])
      records.append(SyncRecord(.transaction, id))
    }
    return records
  }

  private func remove(
    _ user: UserID, from company: Company, in fixture: FleetFixture
  ) async throws {
    try await fixture.database.execute(
      "DELETE FROM fleet_members WHERE company_id = \(company.id) AND user_id = \(user)")
  }
}

/// A device that takes one record at a time.
private struct Single {
  var copies: Copies
  private let puller: SyncPuller

  init(of user: UserID, by fixture: FleetFixture) async throws {
    (copies, puller) = (Copies(of: user), fixture.puller)
    try await pull()
  }

  /// Pulls until there is no more.
  mutating func pull() async throws {
    var hasMore = true
    while hasMore {
      let page = try await copies.pull(from: puller, limit: 1)
      #expect(page.entries.count <= 1)
      hasMore = page.hasMore
    }
  }
}
