public import Fleet
import Kernel
import PlatformSQL
import Storage

extension SQLFleetStore {
  /// The changes on feeds, each feed's in the order of their places.
  public func changes(
    on feeds: [SyncFeed.Position], limit: Int
  ) async throws -> [[SyncLine]] {
    var lines: [[SyncLine]] = feeds.map { _ in [] }
    var start = 0
    while start < feeds.count {
      // A statement is to stay short, whatever somebody has a part in.
      let end = min(start + Self.feedsRead, feeds.count)
      let parts = (start..<end).map { Self.selecting($0, feeds[$0], limit) }
      let sql = SQL.joined(parts, separator: " UNION ALL ")
      for row in try await database.query("\(sql) ORDER BY feed, unit, place") {
        lines[try row.get("feed", as: Int.self)].append(try SyncLine(row: row))
      }
      start = end
    }
    return lines
  }

  private static let feedsRead = 16

  /// The statement that reads feeds, for a test of its plan.
  static func selecting(_ index: Int, _ position: SyncFeed.Position, _ limit: Int) -> SQL {
    let after = position.after
    switch position.feed {
    case .records(let scope):
      return """
        SELECT * FROM (
          SELECT CAST(\(index) AS integer) AS feed, entity, record_id, unit, place, version,
            is_deleted
          FROM fleet_sync_log
          WHERE scope_kind = \(scope.kind) AND scope_id = \(scope.id)
            AND (unit, place) > (\(after.unit), \(after.place))
          ORDER BY unit, place LIMIT \(limit)) AS records
        """
    case .counterparties(let company):
      // CROSS JOIN has SQLite look for each card, and not through the cards of all companies.
      return """
        SELECT * FROM (
          SELECT CAST(\(index) AS integer) AS feed, entity, record_id, unit, place, version,
            is_deleted
          FROM (
            SELECT supplier_company_id AS id FROM fleet_accounts
            WHERE consumer_company_id = \(company)
            UNION ALL
            SELECT consumer_company_id FROM fleet_accounts
            WHERE supplier_company_id = \(company)) AS others
          CROSS JOIN fleet_sync_log
          WHERE scope_kind = 3 AND scope_id = others.id
            AND (unit, place) > (\(after.unit), \(after.place))
          ORDER BY unit, place LIMIT \(limit)) AS cards
        """
    }
  }

  /// The versions of companies and drivers, as they were noted last in their own copies.
  public func versions(of records: [SyncRecord]) async throws -> [SyncRecord: Int64] {
    var versions: [SyncRecord: Int64] = [:]
    for record in records {
      let kind = record.entity == .company ? SyncScope.cardKind : SyncScope.driverKind
      versions[record] = try await database.first(
        """
        SELECT version FROM fleet_sync_log
        WHERE scope_kind = \(kind) AND scope_id = \(record.id)
          AND entity = \(record.entity.number) AND record_id = \(record.id)
        """
      ) { try $0.get(0, as: Int64.self) }
    }
    return versions
  }
}

extension SyncScope {
  fileprivate static let driverKind: Int64 = 2
  fileprivate static let cardKind: Int64 = 3
}

extension SyncLine {
  fileprivate init(row: Row) throws {
    self.init(
      record: SyncRecord(try SyncEntity(number: row["entity"]), try row["record_id"]),
      place: SyncPlace(unit: try row["unit"], place: try row["place"]),
      version: try row["version"], isDeleted: try row["is_deleted"])
  }
}
