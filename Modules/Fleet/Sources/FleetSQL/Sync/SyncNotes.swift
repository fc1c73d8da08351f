import Fleet
import Kernel
import PlatformSQL
import Storage

/// What a unit of work noted. It is written as one statement, with what other units in the same
/// transaction noted, when they are done with everything else, in one order for all: whoever holds
/// a row of the log waits for no other lock but those that all units take last.
///
/// A row that moves costs less than one that is added: what is read is as short as it can be, and
/// nothing is to be put together or thrown away later. Units that change the same record wait for
/// each other anyway.
final class SyncNotes: LastRows {
  private var rows: [Key: Note] = [:]
  private var introduced: Set<Company.ID> = []
  /// What the units of work of a push look for.
  private(set) var versions: [SyncRecord: Int64] = [:]

  private struct Note {
    let version: Int64
    let isDeleted: Bool
  }

  /// A row of the log.
  private struct Key: Hashable, Comparable {
    let scope: SyncScope
    let record: SyncRecord

    private var order: (Int64, UInt128, Int64, SyncRecordID) {
      (scope.kind, scope.id, record.entity.number, record.id)
    }

    static func < (left: Key, right: Key) -> Bool { left.order < right.order }
  }

  /// Notes a change. Of several of one record the newest version stands.
  func add(_ change: SyncChange) {
    guard change.version >= versions[change.record, default: 0] else { return }
    versions[change.record] = change.version
    let note = Note(version: change.version, isDeleted: change.isDeleted)
    for scope in change.scopes { rows[Key(scope: scope, record: change.record)] = note }
    guard change.entity == .company else { return }
    let company = Company.ID(rawValue: change.recordID.rawValue)
    rows[Key(scope: .card(company), record: change.record)] = note
  }

  /// Notes that companies see each other's cards from now on.
  func introduce(_ companies: [Company.ID]) {
    introduced.formUnion(companies)
  }

  /// Takes over what a later unit of work in the same transaction noted.
  func absorb(_ later: SyncNotes) {
    rows.merge(later.rows) { $1.version < $0.version ? $0 : $1 }
    introduced.formUnion(later.introduced)
  }

  /// The statements that write all of it.
  func statements(at now: Instant, in dialect: Dialect) -> [SQL] {
    var statements: [SQL] = []
    var place: Int64 = 0
    if dialect == .sqlite, !rows.isEmpty || !introduced.isEmpty {
      let count = rows.count + introduced.count
      statements.append("UPDATE fleet_sync_store SET place = place + \(count) WHERE id = 1")
      place = 1 - Int64(count)
    }
    if !rows.isEmpty { statements.append(upserting(from: place, at: now, in: dialect)) }
    place += Int64(rows.count)
    for company in introduced.sorted() {
      statements.append(
        """
        UPDATE fleet_sync_log SET unit = \(Self.unit(in: dialect)),
          place = \(Self.place(place, in: dialect)), changed_at = \(now)
        WHERE scope_kind = 3 AND scope_id = \(company)
        """)
      place += 1
    }
    return statements
  }

  /// A unit may know a record by an older version than the log does: what it does moves a sum of a
  /// row that it has not locked. The row goes to its new place, and stays what it is.
  private func upserting(from place: Int64, at now: Instant, in dialect: Dialect) -> SQL {
    let sorted = rows.sorted { $0.key < $1.key }
    let arrays: [SQLValue] = [
      sorted.map { $0.key.scope.kind }.sqlValue, sorted.map { $0.key.scope.id }.sqlValue,
      sorted.map { $0.key.record.entity.number }.sqlValue,
      sorted.map { $0.key.record.id }.sqlValue,
      sorted.indices.map { place + Int64($0) }.sqlValue,
      sorted.map { $0.value.version }.sqlValue,
      sorted.map { $0.value.isDeleted }.sqlValue,
    ]
    let place: SQL = dialect == .sqlite ? "c5 + (SELECT place FROM fleet_sync_store)" : "c5"
    return """
      INSERT INTO fleet_sync_log (scope_kind, scope_id, entity, record_id, unit, place, version,
        is_deleted, changed_at)
      SELECT c1, c2, c3, c4, \(Self.unit(in: dialect)), \(place), c6, c7, \(now)
      FROM \(dialect.unnest(arrays, as: "changes"))
      WHERE true
      ON CONFLICT (scope_kind, scope_id, entity, record_id) DO UPDATE SET
        unit = excluded.unit, place = excluded.place, changed_at = excluded.changed_at,
        version = CASE WHEN excluded.version < fleet_sync_log.version
          THEN fleet_sync_log.version ELSE excluded.version END,
        is_deleted = CASE WHEN excluded.version < fleet_sync_log.version
          THEN fleet_sync_log.is_deleted ELSE excluded.is_deleted END
      """
  }

  /// The number of this unit of work in the order in which units become visible.
  private static func unit(in dialect: Dialect) -> SQL {
    dialect == .sqlite ? "0" : "pg_current_xact_id()::text::bigint"
  }

  private static func place(_ place: Int64, in dialect: Dialect) -> SQL {
    dialect == .sqlite ? "\(place) + (SELECT place FROM fleet_sync_store)" : "\(place)"
  }
}

extension SyncScope {
  /// The number of its kind in the log.
  var kind: Int64 {
    switch self {
    case .company: 1
    case .driver: 2
    case .card: 3
    }
  }

  /// Whose it is.
  var id: UInt128 {
    switch self {
    case .company(let id), .card(let id): id.rawValue
    case .driver(let id): id.rawValue
    }
  }
}

extension SyncEntity {
  /// Its number in the log.
  var number: Int64 {
    switch self {
    case .company: 1
    case .driver: 2
    case .account: 3
    case .transaction: 4
    }
  }

  /// The entity of a number in the log.
  init(number: Int64) throws {
    guard let entity = Self.allCases.first(where: { $0.number == number }) else {
      throw RowError.invalidValue(column: "entity", type: "SyncEntity")
    }
    self = entity
  }
}
