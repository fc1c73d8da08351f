import Migrations
import Storage
import Testing

/// What ways back say that they drop.
struct Losses {
  static let none = Losses(tables: [], columns: [], turned: [], turnedAgain: [])

  private let tables: Set<String>
  private let columns: Set<String>
  /// Tables whose rows become others on the way back: `ReleaseBeforeTests` tell which.
  private let turned: Set<String>
  /// Tables whose rows become others on the way forward again.
  private let turnedAgain: Set<String>

  private init(
    tables: Set<String>, columns: Set<String>, turned: Set<String>, turnedAgain: Set<String>
  ) {
    (self.tables, self.columns) = (tables, columns)
    (self.turned, self.turnedAgain) = (turned, turnedAgain)
  }

  init(_ migrations: [Migration], _ dialect: Dialect) throws {
    // SQLite makes tables anew where Postgres drops columns.
    let each = try migrations.flatMap { migration in
      try Dialect.allCases.map { try Self.text(migration, $0) }
    }
    // The latest goes back first: a table that it makes anew may be dropped by an earlier one.
    let own = try migrations.sorted { $0.version > $1.version }.map { try Self.text($0, dialect) }
    tables = Self.tables(lostBy: own.joined(separator: ";\n"))
    columns = Set(
      each.flatMap { $0.matches(of: /DROP COLUMN ([a-z_]+)/).map { String($0.1) } })
    let platform = migrations.filter { $0.stream == "platform" }.map(\.version)
    turned = platform.contains(10) ? ["platform_idempotency"] : []
    // Whatever came before it goes through it, too, when it is done again.
    turnedAgain = platform.contains { $0 <= 10 } ? ["platform_idempotency"] : []
  }

  /// The tables that were there before a script and are not any more after it.
  private static func tables(lostBy script: String) -> Set<String> {
    var lost: Set<String> = []
    var made: Set<String> = []
    let words = /(DROP TABLE|CREATE TABLE|RENAME TO) ([a-z_]+)/
    for match in script.matches(of: words) {
      let table = MigrationWay.nameToday(of: String(match.2))
      if match.1 != "DROP TABLE" {
        if lost.remove(table) == nil { made.insert(table) }
      } else if made.remove(table) == nil {
        lost.insert(table)
      }
    }
    return lost
  }

  private static func text(_ migration: Migration, _ dialect: Dialect) throws -> String {
    let script = try #require(migration.down(for: dialect), "\(migration.id) has no way back")
    return script.statements.map(\.text).joined(separator: ";\n")
  }

  /// Holds that on the way back nothing is lost but that.
  func check(
    _ before: [String: TableContents], _ after: [String: TableContents], _ what: String
  ) {
    #expect(Set(before.keys).subtracting(after.keys) == tables, "\(what)")
    for (name, then) in before {
      guard let now = after[name] else { continue }
      let lost = Set(then.columns).subtracting(now.columns)
      #expect(lost.isSubset(of: columns), "\(what): \(name)")
      guard !turned.contains(name) else { continue }
      let kept = then.columns.filter { !lost.contains($0) }
      #expect(then.rows(of: kept) == now.rows(of: kept), "\(what): rows of \(name)")
    }
  }

  /// Holds that on the way forward again nothing at all is lost.
  func checkReturn(
    _ before: [String: TableContents], _ after: [String: TableContents], _ what: String
  ) {
    Losses(tables: [], columns: [], turned: turnedAgain, turnedAgain: [])
      .check(before, after, what)
  }
}
