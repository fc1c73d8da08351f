public import Kernel
public import Work

/// Moves records to files that are older than they are kept.
public struct ArchiveSteps: Job {
  /// `fitness.steps.archive`
  public static let kind = "fitness.steps.archive"

  /// Makes the job.
  public init() {}
}

/// A record as a file has it: one line of text, from which its row is made again.
public struct ArchivedRecord: Hashable, Sendable {
  /// The record.
  public let id: StepRecord.ID
  /// All of its row, as JSON without a line break.
  public let line: String

  /// Puts it together.
  public init(id: StepRecord.ID, line: String) {
    self.id = id
    self.line = line
  }
}

/// The rows that are moved to files, and back.
public protocol StepArchiveRows: Sendable {
  /// The date of the oldest record before a date; nil where there is none.
  func oldestRecord(before date: CivilDate) async throws -> CivilDate?

  /// Up to `limit` records of some dates, by their ids.
  func archivable(
    _ dates: ClosedRange<CivilDate>, after id: StepRecord.ID?, limit: Int
  ) async throws -> [ArchivedRecord]

  /// Removes those of some records that are still as they were when they were read.
  /// - Returns: how many were removed.
  func remove(_ records: [ArchivedRecord], of dates: ClosedRange<CivilDate>) async throws -> Int

  /// Makes rows of lines again; those that are there stay as they are.
  /// - Returns: how many were made.
  /// - Throws: `BadArchiveLine`, or the store's error.
  func restore(_ lines: [String]) async throws -> Int

  /// The record that a line is of.
  /// - Throws: `BadArchiveLine`.
  func record(of line: String) throws -> ArchivedRecord
}

/// A line that is not of a record.
public struct BadArchiveLine: Error, Hashable, Sendable {
  /// Makes the error.
  public init() {}
}

/// The files of an archive.
public protocol StepArchiveFiles: Sendable {
  /// Whether there is a file of a name.
  func has(_ name: String) -> Bool

  /// Hands over a file's lines, in pieces; nothing where there is no such file.
  func read(_ name: String, _ lines: ([String]) async throws -> Void) async throws

  /// Puts a file in place of one of the same name, if there is one, once all of it is on disk.
  /// - Parameter lines: hands pieces to `append` until there are no more.
  func replace(
    _ name: String, _ lines: (_ append: ([String]) throws -> Void) async throws -> Void
  ) async throws
}

/// Moves months of old records to files. It may be killed at any moment: then the next one goes on,
/// and nothing is lost or there twice.
public struct StepArchive: Sendable {
  private let rows: any StepArchiveRows
  private let months: any StepMonthKeeping
  private let files: any StepArchiveFiles
  private let slice: Int

  /// Makes the service.
  /// - Parameter slice: how many rows are in memory at once.
  public init(
    rows: any StepArchiveRows, months: any StepMonthKeeping, files: any StepArchiveFiles,
    slice: Int = 1_000
  ) {
    self.rows = rows
    self.months = months
    self.files = files
    self.slice = slice
  }

  /// The first date whose records are kept: of months that are over for so long.
  /// - Parameter kept: how many months, at least 1.
  public static func firstKept(on today: CivilDate, months kept: Int) -> CivilDate {
    var first = today.adding(days: 1 - today.day)
    for _ in 0..<kept {
      let last = first.adding(days: -1)
      first = last.adding(days: 1 - last.day)
    }
    return first
  }

  /// The file of a month.
  public static func file(of month: CivilDate) -> String {
    "fitness_step_records_\(String(month.description.prefix(7))).jsonl"
  }

  /// Moves all months that are wholly before a date.
  /// - Returns: how many records were moved.
  /// - Throws: the error of the store or of the files; what was moved before stays moved.
  @discardableResult
  public func archive(before date: CivilDate) async throws -> Int {
    var moved = 0
    while let oldest = try await rows.oldestRecord(before: date) {
      let first = oldest.adding(days: 1 - oldest.day)
      let last = first.adding(
        days: CivilDate.dayCount(year: first.year, month: first.month) - 1)
      guard last < date else { break }
      try Task.checkCancellation()
      let count = try await move(first...last)
      // What is changed again and again can wait for the next night.
      guard count > 0 else { break }
      moved += count
      _ = try await months.dropMonth(first)
    }
    return moved
  }

  /// Writes the file of a month, reads it back, and removes what it has.
  private func move(_ dates: ClosedRange<CivilDate>) async throws -> Int {
    let name = Self.file(of: dates.lowerBound)
    try await write(dates, to: name)
    var removed = 0
    try await files.read(name) { lines in
      removed += try await rows.remove(lines.map(rows.record(of:)), of: dates)
    }
    return removed
  }

  /// Writes the rows of a month, and what an earlier file has besides.
  private func write(_ dates: ClosedRange<CivilDate>, to name: String) async throws {
    try await files.replace(name) { append in
      var written: Set<StepRecord.ID> = []
      var last: StepRecord.ID?
      repeat {
        let found = try await rows.archivable(dates, after: last, limit: slice)
        written.formUnion(found.map(\.id))
        try append(found.map(\.line))
        last = found.count == slice ? found.last?.id : nil
      } while last != nil
      try await files.read(name) { lines in
        try append(
          lines.map(rows.record(of:)).filter { !written.contains($0.id) }.map(\.line))
      }
    }
  }

  /// Makes rows of a file again. The file stays.
  /// - Returns: how many were made.
  /// - Throws: `NotFound` where there is no such file, `BadArchiveLine`, or the error of the store
  ///   or of the files.
  public func restore(_ name: String) async throws -> Int {
    guard files.has(name) else { throw NotFound() }
    var restored = 0
    try await files.read(name) { lines in restored += try await rows.restore(lines) }
    return restored
  }
}
