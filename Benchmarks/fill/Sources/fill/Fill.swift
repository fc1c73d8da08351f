import EventLoop
import Glibc
import Kernel
import Storage
import StoragePostgres
import StorageSQLite

/// Fills a database that has users already, with others and with transfers among all of them:
/// `fill URL USERS ENTRIES LONG FILE`. Or fills one that has none, and writes a line with an access
/// token of each user to FILE: `fill crowd URL USERS ENTRIES FILE`. Or fills one that has no users
/// with what Fleet keeps (`FleetFill`): `fill fleet URL COMPANIES DRIVERS TRANSACTIONS FILE`.
///
/// The ledger's own batches post the transfers, in the order of a day's chance, so that its chains
/// hold and an account's entries lie as scattered as they would. FILE names users, an id first in
/// each line; the first ten of them get books of LONG entries.
@main
struct Fill {
  static func main() async throws {
    let arguments = CommandLine.arguments
    if arguments.count == 6, arguments[1] == "crowd", let users = Int(arguments[3]),
      let entries = Int(arguments[4])
    {
      return try await gather(arguments[2], users, entries, arguments[5])
    }
    if arguments.count == 7, arguments[1] == "fleet", let companies = Int(arguments[3]),
      let drivers = Int(arguments[4]), let transactions = Int(arguments[5])
    {
      let database = try open(arguments[2])
      try await prepare(database)
      let users = try await FleetFill(
        database: database, companies: companies, drivers: drivers, transactions: transactions
      ).run()
      try await Tokens(database: database).write(to: arguments[6], upTo: users.count)
      return await database.close()
    }
    guard arguments.count == 6, let users = Int(arguments[2]), let entries = Int(arguments[3]),
      let long = Int(arguments[4])
    else {
      print(
        "usage: fill URL USERS ENTRIES LONG FILE | fill crowd URL USERS ENTRIES FILE "
          + "| fill fleet URL COMPANIES DRIVERS TRANSACTIONS FILE")
      exit(64)
    }
    let known = try lines(of: arguments[5]).compactMap { line in
      line.split(separator: " ").first.flatMap { UserID(String($0)) }
    }
    let database = try open(arguments[1])
    try await prepare(database)
    let crowd = Crowd(database: database, known: known)
    try await crowd.register(upTo: users)
    let transfers = Transfers(database: database)
    try await transfers.fund(try await crowd.everybody(), known: Set(known))
    try await transfers.lengthen(Array(known.prefix(10)), to: long)
    try await transfers.fill(try await crowd.everybody(), to: entries)
    try await Upkeep(database: database).run()
    await database.close()
  }

  private static func gather(
    _ url: String, _ users: Int, _ entries: Int, _ path: String
  ) async throws {
    let database = try open(url)
    try await prepare(database)
    try await Crowd(database: database, known: []).register(upTo: users)
    let transfers = Transfers(database: database)
    let everybody = try await Crowd(database: database, known: []).everybody()
    try await transfers.fund(everybody, known: [])
    try await transfers.fill(everybody, to: entries)
    try await Upkeep(database: database).run()
    try await Tokens(database: database).write(to: path, upTo: users)
    await database.close()
  }

  private static func open(_ text: String) throws -> any Database {
    if text.hasPrefix("sqlite:") {
      return try SQLiteDatabase(path: String(text.dropFirst("sqlite:".count)))
    }
    var options = PostgresOptions()
    (options.connectionsPerLoop, options.transactionConnections) = (1, 2)
    // A statement may write millions of rows.
    (options.statementTimeout, options.longStatementTimeout) = (nil, nil)
    return try PostgresDatabase(url: text, group: try EventLoopGroup(count: 1), options: options)
  }

  /// Lets SQLite's writer keep the whole database in memory: books are filled in the order of
  /// chance, and with the server's cache nearly every page of a large one would be read anew.
  private static func prepare(_ database: any Database) async throws {
    guard database.dialect == .sqlite else { return }
    _ = try await database.transaction { try $0.query("PRAGMA cache_size = -4194304") }
  }

  private static func lines(of path: String) throws -> [String] {
    guard let file = fopen(path, "r") else { throw StorageUnavailable.unreachable(path) }
    defer { fclose(file) }
    var lines: [String] = []
    var buffer = [CChar](repeating: 0, count: 4_096)
    while fgets(&buffer, Int32(buffer.count), file) != nil {
      let octets = buffer.prefix { $0 != 0 && $0 != 10 }.map(UInt8.init(bitPattern:))
      lines.append(String(decoding: octets, as: UTF8.self))
    }
    return lines
  }
}
