import CPostgres
import Kernel
import Ledger
import PlatformSQL
import Migrations
import Storage
@_spi(Measurement) import StoragePostgres
import StorageSQLite

let storagePaths = [
  MeasuredPath(name: "rows-postgres", title: "a page of 20 ledger entries out of libpq's answer") {
    let ledger = ledger(on: AnsweringDatabase(rows: try entryRows(20)))
    return PreparedPath { try await ledger.lines(of: account, before: nil, limit: 20).count }
  },
  MeasuredPath(name: "rows-sqlite", title: "the same page asked of a SQLite file") {
    let database = try filledDatabase(entries: 1_000)
    let ledger = ledger(on: database)
    return PreparedPath { try await ledger.lines(of: account, before: 500, limit: 20).count }
  },
]

private let account = LedgerAccount.ID(rawValue: 0x0190_0000_0000_7000_8000_0000_0000_0001)

private func ledger(on database: any Database) -> SQLLedger {
  SQLLedger(
    database: database, clock: SystemClock(),
    ids: UUIDv7Source(clock: SystemClock(), random: SystemRandomSource()),
    units: UnitSet(.naira))
}

/// A file that is gone with the process, with one account's book in it.
private func filledDatabase(entries: Int) throws -> SQLiteDatabase {
  let database = try SQLiteDatabase(path: try TemporaryFile.path())
  try database.migrate([PlatformSQL.migrations])
  let connection = try database.connect()
  defer { connection.close() }
  try connection.execute(
    """
    INSERT INTO ledger_entries (account_id, sequence, transfer_id, amount, balance_after,
      counterparty_owner_id, kind, note, posted_at, hash)
    WITH RECURSIVE numbers (i) AS (
      SELECT 1 UNION ALL SELECT i + 1 FROM numbers WHERE i < \(entries))
    SELECT \(account), i, randomblob(16), 150000, 150000 * i, randomblob(16), 'transfer',
      'rent for January', 1767268800000 + i, randomblob(32)
    FROM numbers
    """)
  return database
}

/// A database that has the same rows for every question, as a server would send them.
private struct AnsweringDatabase: Database {
  let rows: [Row]

  var dialect: Dialect { .postgres }
  var parallelTransactions: Int { 1 }
  func query(_ sql: SQL) async throws -> [Row] { rows }
  func execute(_ sql: SQL) async throws -> Int { 0 }
  func announce(_ channel: String) {}

  func announcements(on channel: String) -> AsyncStream<Void> {
    AsyncStream { $0.finish() }
  }

  func connect() throws -> any SQLConnection { throw StorageUnavailable.overloaded }
  func check() async throws {}
  func close() async {}

  func transaction<Value: Sendable>(
    _ body: @escaping @Sendable (any SQLExecutor) throws -> Value
  ) async throws -> Value {
    throw StorageUnavailable.overloaded
  }
}

/// The lines of a book in Postgres' binary form.
private func entryRows(_ count: Int) throws -> [Row] {
  guard let result = PQmakeEmptyPGresult(nil, PGRES_TUPLES_OK) else {
    throw StorageUnavailable.overloaded
  }
  // The types' object ids: uuid, bigint, text, timestamptz.
  let (uuid, bigint, text, instant): (Oid, Oid, Oid, Oid) = (2950, 20, 25, 1184)
  let types = [bigint, uuid, bigint, bigint, uuid, text, text, instant, text]
  try "column".withCString { name in
    var columns = types.map { type in
      PGresAttDesc(
        name: UnsafeMutablePointer(mutating: name), tableid: 0, columnid: 0, format: 1,
        typid: type, typlen: -1, atttypmod: -1)
    }
    guard PQsetResultAttrs(result, Int32(columns.count), &columns) != 0 else {
      throw StorageUnavailable.overloaded
    }
  }
  for row in 0..<count {
    let id = bigEndian(account.rawValue + UInt128(row))
    let values: [[UInt8]] = [
      bigEndian(Int64(count - row)), id, bigEndian(150_000 as Int64),
      bigEndian(Int64(row) * 150_000), id, Array("transfer".utf8),
      Array("rent for January".utf8), bigEndian(820_000_000_000_000 as Int64),
    ]
    for (column, value) in values.enumerated() {
      value.withUnsafeBytes { octets in
        let start = UnsafeMutableRawPointer(mutating: octets.baseAddress)
        _ = PQsetvalue(
          result, Int32(row), Int32(column), start?.assumingMemoryBound(to: CChar.self),
          Int32(octets.count))
      }
    }
  }
  return MadeAnswer.rows(of: result)
}

private func bigEndian(_ value: some FixedWidthInteger) -> [UInt8] {
  withUnsafeBytes(of: value.bigEndian) { Array($0) }
}
