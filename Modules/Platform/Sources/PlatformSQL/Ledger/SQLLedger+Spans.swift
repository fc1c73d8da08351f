public import Kernel
public import Ledger
import Storage

// Stretches of an account's book, as statements show them.
extension SQLLedger {
  /// Where the lines between two instants begin and end, and what they add up to.
  ///
  /// Books have no index by time, which every posting would pay for. Numbers follow time but for
  /// what a posting waited and clocks differ, so both ends are found by halving.
  public func span(
    of account: LedgerAccount.ID, from start: Instant, to end: Instant
  ) async throws -> LedgerSpan {
    // One after the other: the later one sees at least what the earlier one saw.
    let first = try await mark(in: account, at: start)
    let last = try await mark(in: account, at: max(start, end))
    guard first.sequence < last.sequence else {
      return LedgerSpan(start: first, end: first, credits: 0, debits: 0)
    }
    let sums = try await database.first(
      LedgerRows.sums(of: account, after: first.sequence, through: last.sequence),
      expected: .long
    ) { (try $0.get(0, as: Int64.self), try $0.get(1, as: Int64.self)) }
    return LedgerSpan(start: first, end: last, credits: sums?.0 ?? 0, debits: sums?.1 ?? 0)
  }

  /// A page of a span, oldest first.
  public func lines(
    of account: LedgerAccount.ID, in span: LedgerSpan, after: Int64, limit: Int
  ) async throws -> [LedgerLine] {
    try await database.all(
      LedgerRows.lines(
        of: account, after: max(after, span.start.sequence), through: span.end.sequence,
        limit: limit),
      expected: .long, LedgerRows.line(row:))
  }

  private func mark(
    in account: LedgerAccount.ID, at instant: Instant
  ) async throws -> LedgerSpan.Mark {
    let instant = min(max(instant, .earliest), .latest)
    return try await database.first(LedgerRows.mark(in: account, before: instant)) { row in
      LedgerSpan.Mark(
        sequence: try row.get(0, as: Int64.self), balance: try row.get(1, as: Int64.self))
    } ?? .beginning
  }
}

extension Instant {
  /// Before and after all that a ledger says, and within what both engines can keep.
  fileprivate static let earliest = Instant(milliseconds: 0)
  fileprivate static let latest = Instant(milliseconds: 253_402_214_400_000)
}

extension LedgerRows {
  /// How much later than a line the one before it may have been posted: clocks differ by a minute
  /// at most (`ClockTolerance`), and no posting waits as long as the rest.
  private static let disorder: Int64 = 2 * ClockTolerance.seconds

  /// The last line that was posted before an instant.
  ///
  /// The search halves the book's numbers until it has a line from well after the instant behind
  /// which none is from before it. From there it goes back to the line.
  fileprivate static func mark(in account: LedgerAccount.ID, before instant: Instant) -> SQL {
    """
    WITH RECURSIVE search (low, high) AS (
      SELECT CAST(0 AS bigint), last_sequence FROM ledger_accounts WHERE id = \(account)
      UNION ALL
      SELECT CASE WHEN e.posted_at < \(instant.adding(seconds: disorder)) THEN e.sequence
                  ELSE s.low END,
             CASE WHEN e.posted_at < \(instant.adding(seconds: disorder)) THEN s.high
                  ELSE e.sequence - 1 END
      FROM search AS s JOIN ledger_entries AS e
        ON e.account_id = \(account) AND e.sequence = (s.low + s.high + 1) / 2
      WHERE s.low < s.high)
    SELECT sequence, balance_after FROM ledger_entries
    WHERE account_id = \(account) AND posted_at < \(instant)
      AND sequence <= (SELECT low FROM search WHERE low >= high)
    ORDER BY sequence DESC LIMIT 1
    """
  }

  fileprivate static func sums(
    of account: LedgerAccount.ID, after first: Int64, through last: Int64
  ) -> SQL {
    """
    SELECT CAST(coalesce(sum(amount) FILTER (WHERE amount > 0), 0) AS bigint),
      CAST(coalesce(sum(-amount) FILTER (WHERE amount < 0), 0) AS bigint)
    FROM ledger_entries
    WHERE account_id = \(account) AND sequence > \(first) AND sequence <= \(last)
    """
  }

  fileprivate static func lines(
    of account: LedgerAccount.ID, after: Int64, through last: Int64, limit: Int
  ) -> SQL {
    """
    SELECT \(lineColumns) FROM ledger_entries
    WHERE account_id = \(account) AND sequence > \(after) AND sequence <= \(last)
    ORDER BY sequence LIMIT \(limit)
    """
  }
}
