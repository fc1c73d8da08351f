import Kernel
import Storage
import Testing

@testable import Migrations

@Suite("Comparing a history with the files")
struct MigrationPlanTests {
  private let stream = MigrationStream(
    name: "auth",
    files: (1...4).map { (name: "000\($0)_m\($0).sql", contents: "SELECT \($0);") })

  private func entry(
    _ version: Int, kind: HistoryEntry.Kind = .applied, checksum: String? = nil,
    stream name: String = "auth", release: String = "test"
  ) -> HistoryEntry {
    let known = stream.migrations.first { $0.version == version }
    return HistoryEntry(
      id: MigrationID(stream: name, version: version, name: "m\(version)"),
      checksum: checksum ?? known?.checksum(for: .sqlite) ?? "unknown",
      appliedAt: Instant(milliseconds: 0), durationMilliseconds: 1, release: release, kind: kind)
  }

  private func state(_ history: [HistoryEntry]) -> SchemaState {
    MigrationPlan(streams: [stream], history: history, dialect: .sqlite).state
  }

  private func ids(_ versions: Int...) -> [MigrationID] {
    versions.map { MigrationID(stream: "auth", version: $0, name: "m\($0)") }
  }

  @Test("A new database is behind by everything, a full one is current")
  func ends() {
    #expect(state([]) == .behind(ids(1, 2, 3, 4)))
    #expect(state((1...4).map { entry($0) }) == .current)
    #expect(state([entry(1, kind: .baseline), entry(2, kind: .baseline)]) == .behind(ids(3, 4)))
  }

  @Test("Pending migrations are those after the last applied one, in order")
  func pending() {
    let plan = MigrationPlan(
      streams: [stream], history: [entry(1), entry(2)], dialect: .sqlite)
    #expect(plan.pending.map(\.version) == [3, 4])
    #expect(plan.lines.map(\.standing) == [.applied, .applied, .pending, .pending])
  }

  @Test("A hole in the history is out of order, an unknown version is ahead")
  func holes() {
    #expect(state([entry(1), entry(3)]) == .outOfOrder(ids(2)))
    #expect(state((1...5).map { entry($0) }) == .ahead(ids(5)))
  }

  @Test("A database that a later release has added to is served, but not one it took from")
  func servable() {
    func isServable(_ history: [HistoryEntry]) -> Bool {
      MigrationPlan(streams: [stream], history: history, dialect: .sqlite).isServable
    }
    let own = (1...4).map { entry($0) }
    #expect(isServable(own))
    #expect(isServable(own + [entry(5), entry(6)]))
    // It runs for long, outside a transaction.
    #expect(isServable(own + [entry(5, kind: .applying)]))
    #expect(!isServable(own + [entry(5), entry(6, release: "test+breaks-before")]))
    #expect(!isServable(own.dropLast() + [entry(5)]))
    #expect(!isServable(Array(own.dropLast())))
    #expect(!isServable([entry(1, checksum: "other")] + own.dropFirst() + [entry(5)]))
  }

  @Test("A migration that takes something away says so in the history, and others do not")
  func breaking() {
    func breaks(_ sql: String) -> Bool? {
      let stream = MigrationStream(name: "auth", files: [(name: "0001_m.sql", contents: sql)])
      return stream.migrations.first?.breaksReleaseBefore(on: .postgres)
    }
    #expect(breaks("-- atrium: accept drop-column\nALTER TABLE t DROP COLUMN c;") == true)
    #expect(breaks("-- atrium: accept rename\nALTER TABLE t RENAME TO u;") == true)
    #expect(breaks("CREATE TABLE t (id bigint PRIMARY KEY);") == false)
    #expect(breaks("ALTER TABLE t ADD COLUMN c bigint;") == false)
  }

  @Test("An edited file is found by its checksum on the engine that ran it")
  func changed() {
    #expect(state([entry(1), entry(2, checksum: "other")]) == .changed(ids(2)))
  }

  @Test("The worst comes first: unfinished, changed, out of order, ahead, behind")
  func precedence() {
    var history = [entry(5)]
    #expect(state(history) == .outOfOrder(ids(1, 2, 3, 4)))
    history = [entry(1), entry(2), entry(3), entry(4), entry(5)]
    #expect(state(history) == .ahead(ids(5)))
    history[0] = entry(1, checksum: "other")
    #expect(state(history) == .changed(ids(1)))
    history[1] = entry(2, kind: .applying)
    #expect(state(history) == .needsRepair(ids(2)))
    history[1] = entry(2, kind: .reverting)
    #expect(state(history) == .needsRepair(ids(2)))
  }

  @Test("Other programs' streams in the same database are not looked at")
  func otherStreams() {
    let other = entry(9, stream: "fleet")
    #expect(state((1...4).map { entry($0) } + [other]) == .current)
  }

  @Test("The message names the database, the migrations and the command that mends it")
  func message() {
    let behind = state([entry(1), entry(2), entry(3)]).message(database: "sqlite:a.db")
    #expect(behind.contains("auth/0004_m4"))
    #expect(behind.contains("atrium-migrate apply --database 'sqlite:a.db'"))
    #expect(state([entry(7)]).message(database: "x").contains("status"))
  }
}
