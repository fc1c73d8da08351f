import Fitness
import Kernel
import Storage

extension StepRecord {
  static let columns: SQL =
    """
    id, user_id, date, steps, source, device_id, is_manual, recording_method, start_time,
    end_time, time_zone, distance, external_id, version, verification, flags, reason,
    superseded_by, created_at
    """

  init(row: Row) throws {
    let start: Instant? = try row["start_time"]
    let end: Instant? = try row["end_time"]
    let flags: String = try row["flags"]
    let span: Span =
      if let start, let end { .interval(start..<max(start, end)) } else { .day }
    self.init(
      id: try row["id"], userID: try row["user_id"], date: try row["date"],
      steps: try row["steps"],
      reporter: Reporter(
        source: try row.word("source"), deviceID: try row["device_id"],
        isManual: try row["is_manual"]),
      method: try row.word("recording_method"), span: span, zone: try row.zone("time_zone"),
      distance: try row["distance"], externalID: try row["external_id"],
      version: try row["version"], verification: try row.word("verification"),
      flags: flags.split(separator: ",").compactMap { CheatRule(rawValue: String($0)) },
      reason: try row["reason"], supersededBy: try row["superseded_by"],
      createdAt: try row["created_at"])
  }
}

extension [CheatRule] {
  /// The words of rules, with commas.
  var stored: String { map(\.rawValue).joined(separator: ",") }
}

extension Set<CivilDate> {
  /// Follows the column of a record's date: one of these. A few dates in a row are most often
  /// asked for, so that Postgres looks into the months that they are of, and into no other.
  var isAmong: SQL {
    guard let first = self.min(), let last = self.max() else { return "IS NULL" }
    let span = last.daysSinceEpoch - first.daysSinceEpoch + 1
    if span == count { return "BETWEEN \(first) AND \(last)" }
    let list: [SQL] = sorted().map { "\($0)" }
    return "IN (\(SQL.joined(list, separator: ", ")))"
  }
}
