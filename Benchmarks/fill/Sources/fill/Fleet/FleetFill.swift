import Kernel
import Storage

/// Fills a database with what Fleet keeps after two years of use.
///
/// Two pairs of companies are made for measuring. A supplier and a consumer have as many sales of
/// the last 30 days whatever else there is, and another two have a hundred times as many of the
/// last year. Rows are written in the order of time, and each table's indexes once it is full. The
/// books hold: each account has one transfer of all that it was charged, and one hold a request.
struct FleetFill: Sendable {
  let database: any Database
  let companies: Int
  let drivers: Int
  let transactions: Int

  /// Fills all tables.
  /// - Returns: the users of companies, in their order, then those of drivers.
  /// - Throws: the store's error.
  func run() async throws -> [UserID] {
    let crowd = Crowd(database: database, known: [])
    try await crowd.register(upTo: companies + drivers)
    let users = try await crowd.everybody().sorted()
    let now = SystemClock().now()
    let firms = FleetFirms(
      owners: Array(users.prefix(companies)),
      drivers: Array(users.dropFirst(companies).prefix(drivers)), now: now)
    try await firms.write(to: database)
    let tables = ["fleet_transactions", "fleet_receipts", "fleet_odometers", "fleet_sync_log"]
    let indexes = try await PausedIndexes(of: tables, in: database)
    try await FleetSales(database: database, firms: firms, now: now).write(transactions)
    let trail = FleetTrail(database: database, now: now)
    try await trail.writeRows()
    try await indexes.resume()
    try await trail.writeSums()
    try await FleetBooks(database: database, now: now).write()
    try await Upkeep(database: database).run()
    return users
  }
}
