public import Fitness
import JSON
public import Kernel
import Storage

/// A row of `fitness_step_records` as JSON. Instants are milliseconds since 1970.
private struct ArchivedRow: Codable {
  var id: String
  var user_id: String
  var date: String
  var steps: Int64
  var source: String
  var device_id: String?
  var is_manual: Bool
  var recording_method: String
  var start_time: Int64?
  var end_time: Int64?
  var time_zone: String
  var distance: Int64?
  var external_id: String?
  var version: Int64
  var identity: String
  var verification: String
  var flags: String
  var reason: String?
  var superseded_by: String?
  var created_at: Int64

  static let columns: SQL =
    """
    id, user_id, date, steps, source, device_id, is_manual, recording_method, start_time,
    end_time, time_zone, distance, external_id, version, identity, verification, flags, reason,
    superseded_by, created_at
    """

  init(row: Row) throws {
    id = try row.get("id", as: StepRecord.ID.self).description
    user_id = try row.get("user_id", as: UserID.self).description
    date = try row.get("date", as: CivilDate.self).description
    steps = try row["steps"]
    source = try row["source"]
    device_id = try row["device_id"]
    is_manual = try row["is_manual"]
    recording_method = try row["recording_method"]
    start_time = try row.get("start_time", as: Instant?.self)?.milliseconds
    end_time = try row.get("end_time", as: Instant?.self)?.milliseconds
    time_zone = try row["time_zone"]
    distance = try row["distance"]
    external_id = try row["external_id"]
    version = try row["version"]
    identity = try row.get("identity", as: StepRecord.ID.self).description
    verification = try row["verification"]
    flags = try row["flags"]
    reason = try row["reason"]
    superseded_by = try row.get("superseded_by", as: StepRecord.ID?.self)?.description
    created_at = try row.get("created_at", as: Instant.self).milliseconds
  }

  func archived() throws -> ArchivedRecord {
    guard let id = StepRecord.ID(id) else { throw BadArchiveLine() }
    return ArchivedRecord(
      id: id, line: String(decoding: try JSONEncoding.encode(self), as: UTF8.self))
  }

  func inserting() throws -> SQL {
    guard let id = StepRecord.ID(id), let user = UserID(user_id), let date = CivilDate(date),
      let identity = StepRecord.ID(identity)
    else { throw BadArchiveLine() }
    let superseding = superseded_by.flatMap { StepRecord.ID($0) }
    return """
      INSERT INTO fitness_step_records (\(Self.columns))
      VALUES (\(id), \(user), \(date), \(steps), \(source), \(device_id), \(is_manual),
        \(recording_method), \(start_time.map { Instant(milliseconds: $0) }),
        \(end_time.map { Instant(milliseconds: $0) }), \(time_zone), \(distance),
        \(external_id), \(version), \(identity), \(verification), \(flags), \(reason),
        \(superseding), \(Instant(milliseconds: created_at)))
      ON CONFLICT DO NOTHING
      """
  }

  static func read(_ line: String) throws -> ArchivedRow {
    do {
      return try JSONDecoding.decode(ArchivedRow.self, from: Array(line.utf8))
    } catch {
      throw BadArchiveLine()
    }
  }
}

extension SQLFitnessStore: StepArchiveRows {
  /// The date of the oldest record before a date.
  public func oldestRecord(before date: CivilDate) async throws -> CivilDate? {
    try await database.all(
      "SELECT MIN(date) AS date FROM fitness_step_records WHERE date < \(date)", expected: .long
    ) { try $0.get("date", as: CivilDate?.self) }.first ?? nil
  }

  /// Records of some dates, by their ids.
  public func archivable(
    _ dates: ClosedRange<CivilDate>, after id: StepRecord.ID?, limit: Int
  ) async throws -> [ArchivedRecord] {
    try await database.all(
      """
      SELECT \(ArchivedRow.columns) FROM fitness_step_records
      WHERE date >= \(dates.lowerBound) AND date <= \(dates.upperBound)
        AND id > \(id ?? StepRecord.ID(rawValue: 0))
      ORDER BY id
      LIMIT \(limit)
      """, expected: .long
    ) { try ArchivedRow(row: $0).archived() }
  }

  /// Removes those of some records that are still as they were when they were read.
  public func remove(
    _ records: [ArchivedRecord], of dates: ClosedRange<CivilDate>
  ) async throws -> Int {
    let kept = Dictionary(records.map { ($0.id, $0.line) }, uniquingKeysWith: { _, last in last })
    return try await database.transaction { sql in
      let dialect = sql.dialect
      let found = try sql.all(
        """
        SELECT \(ArchivedRow.columns) FROM fitness_step_records
        WHERE date >= \(dates.lowerBound) AND date <= \(dates.upperBound)
          AND id \(dialect.isAmong(.uuids(kept.keys.map(\.rawValue))))
        \(dialect.lockingRows)
        """
      ) { try ArchivedRow(row: $0).archived() }
      let same = found.filter { kept[$0.id] == $0.line }.map(\.id.rawValue)
      guard !same.isEmpty else { return 0 }
      return try sql.execute(
        """
        DELETE FROM fitness_step_records
        WHERE date >= \(dates.lowerBound) AND date <= \(dates.upperBound)
          AND id \(dialect.isAmong(.uuids(same)))
        """)
    }
  }

  /// Makes rows of lines again.
  public func restore(_ lines: [String]) async throws -> Int {
    let statements = try lines.map { try ArchivedRow.read($0).inserting() }
    return try await database.transaction { sql in
      try statements.reduce(0) { try $0 + sql.execute($1) }
    }
  }

  /// The record that a line is of.
  public func record(of line: String) throws -> ArchivedRecord {
    guard let id = StepRecord.ID(try ArchivedRow.read(line).id) else { throw BadArchiveLine() }
    return ArchivedRecord(id: id, line: line)
  }
}
