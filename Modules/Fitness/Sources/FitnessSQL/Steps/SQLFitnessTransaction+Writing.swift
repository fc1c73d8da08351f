import Fitness
import Kernel
import PlatformSQL
import Storage

extension SQLFitnessTransaction {
  func insert(_ records: [StepRecord]) throws {
    guard let first = records.first else { return }
    try sql.deferred([
      records.count == 1 ? Self.inserting(first) : Self.inserting(records, sql.dialect)
    ])
  }

  func rewrite(_ records: [StepRecord]) throws {
    try sql.deferred(
      records.map { record in
        """
        UPDATE fitness_step_records
        SET verification = \(record.verification.rawValue), flags = \(record.flags.stored),
          reason = \(record.reason), superseded_by = \(record.supersededBy)
        WHERE id = \(record.id) AND date = \(record.date)
        """
      })
  }

  func write(_ days: [StepDay]) throws {
    try sql.deferred(days.map { $0.writing(at: now) })
  }

  private static func inserting(_ record: StepRecord) -> SQL {
    """
    INSERT INTO fitness_step_records (\(StepRecord.columns), identity)
    VALUES (\(record.id), \(record.userID), \(record.date), \(record.steps),
      \(record.reporter.source.rawValue), \(record.reporter.deviceID),
      \(record.reporter.isManual), \(record.method.rawValue), \(record.interval?.lowerBound),
      \(record.interval?.upperBound), \(record.zone.name), \(record.distance),
      \(record.externalID), \(record.version), \(record.verification.rawValue),
      \(record.flags.stored), \(record.reason), \(record.supersededBy), \(record.createdAt),
      \(record.identity.number))
    """
  }

  /// Records of one upload in one statement. A day total's interval is told by its ends' being one,
  /// and what there is not by a value that is none.
  private static func inserting(_ records: [StepRecord], _ dialect: Dialect) -> SQL {
    let nobody = UInt128(0)
    let date: SQL = dialect == .postgres ? "CAST(c2 AS date)" : "c2"
    let (user, at) = (records.first?.userID, records.first?.createdAt)
    return """
      INSERT INTO fitness_step_records (id, user_id, date, steps, source, device_id, is_manual,
        recording_method, start_time, end_time, time_zone, distance, external_id, version,
        verification, flags, superseded_by, identity, created_at)
      SELECT c1, \(user), \(date), c3, c4, c5, (c4 = 'manual' OR c6 = 'manual'), c6,
        CASE WHEN c7 < c8 THEN c7 END, CASE WHEN c7 < c8 THEN c8 END, c9, NULLIF(c10, -1), c11,
        c12, c13, c14, NULLIF(c15, \(nobody)), c16, \(at)
      FROM \(dialect.unnest(arrays(of: records), as: "r"))
      """
  }

  private static func arrays(of records: [StepRecord]) -> [SQLValue] {
    [
      .uuids(records.map(\.id.rawValue)), .texts(records.map { "\($0.date)" }),
      .integers(records.map { Int64($0.steps) }),
      .texts(records.map(\.reporter.source.rawValue)),
      .optionalTexts(records.map(\.reporter.deviceID)), .texts(records.map(\.method.rawValue)),
      .instants(records.map { $0.interval?.lowerBound ?? $0.createdAt }),
      .instants(records.map { $0.interval?.upperBound ?? $0.createdAt }),
      .texts(records.map(\.zone.name)), .integers(records.map { $0.distance ?? -1 }),
      .optionalTexts(records.map(\.externalID)), .integers(records.map(\.version)),
      .texts(records.map(\.verification.rawValue)), .texts(records.map(\.flags.stored)),
      .uuids(records.map { $0.supersededBy?.rawValue ?? 0 }),
      .uuids(records.map(\.identity.number)),
    ]
  }
}

extension StepRecord {
  /// When it was walked; nil for the total of a date.
  fileprivate var interval: Range<Instant>? {
    switch span {
    case .day: nil
    case .interval(let time): time
    }
  }
}
