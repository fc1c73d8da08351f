public import Storage

/// How an engine goes about a statement.
public struct QueryPlan: Sendable, CustomStringConvertible {
  /// The statement's text, without its values.
  public let statement: String
  /// The plan as the engine tells it, a step a line.
  public let steps: [String]
  /// What costs more as the tables grow: tables read from end to end, indexes walked without a
  /// limit, rows sorted.
  public let faults: [Fault]

  /// Something that costs more as the tables grow.
  public struct Fault: Sendable, Hashable, CustomStringConvertible {
    /// What it is, and whether it can be told of which table.
    public enum Kind: Sendable, Hashable {
      /// Every row of a table is looked at.
      case scan(table: String)
      /// Every row is looked at in the order of an index, and there is no LIMIT to end it.
      case walk(table: String)
      /// Rows are gathered and sorted.
      case sort
    }

    /// What it is.
    public let kind: Kind
    /// The step of the plan.
    public let description: String
  }

  /// The statement with its plan.
  public var description: String {
    ([statement] + steps.map { "  " + $0 }).joined(separator: "\n")
  }
}

extension Database {
  /// How the engine goes about statements, which are not run.
  ///
  /// Postgres is asked twice, for the plan with the values at hand and for the one it makes
  /// without knowing them, as it may use either for a prepared statement; its statistics are
  /// brought up to date first, as its own maintenance would. Statements without a plan (SAVEPOINT)
  /// are left out. That an index is used is to follow from what it costs, so that a session that
  /// serves, which does not read tables from end to end, is asked only where that is said.
  ///
  /// - Parameter isServing: Whether Postgres is asked as by a session that serves.
  /// - Throws: The store's error, when a statement cannot be planned.
  public func plans(of statements: [SQL], isServing: Bool = false) throws -> [QueryPlan] {
    let connection = try connect()
    defer { connection.close() }
    if dialect == .postgres {
      try connection.executeScript("ANALYZE")
      if isServing { try connection.executeScript("SET enable_seqscan = off") }
    }
    var seen: Set<SQLShape> = []
    return try statements.filter { $0.isPlanned && seen.insert($0.shape).inserted }
      .flatMap { statement in
        switch connection.dialect {
        case .sqlite: [try SQLitePlan.read(statement, on: connection)]
        case .postgres:
          [
            try PostgresPlan.read(statement, on: connection),
            try PostgresPlan.readGeneric(statement, on: connection),
          ]
        }
      }
  }
}

extension SQL {
  fileprivate var isPlanned: Bool {
    let text = description
    return ["SELECT", "INSERT", "UPDATE", "DELETE", "WITH"].contains { text.hasPrefix($0) }
  }

  fileprivate var hasLimit: Bool {
    description.split(whereSeparator: \.isWhitespace).contains("LIMIT")
  }

  fileprivate func prefixed(by prefix: SQL) -> SQL {
    var sql = prefix
    sql.append(self)
    return sql
  }
}

/// Reads what EXPLAIN QUERY PLAN says: <https://www.sqlite.org/eqp.html>.
private enum SQLitePlan {
  static func read(_ statement: SQL, on connection: any SQLConnection) throws -> QueryPlan {
    let steps = try connection.all(statement.prefixed(by: "EXPLAIN QUERY PLAN ")) {
      try $0.get("detail", as: String.self)
    }
    return QueryPlan(
      statement: statement.description, steps: steps,
      faults: steps.compactMap { fault($0, isLimited: statement.hasLimit) })
  }

  private static func fault(_ step: String, isLimited: Bool) -> QueryPlan.Fault? {
    if step.contains("USE TEMP B-TREE") { return .init(kind: .sort, description: step) }
    // What is in parentheses is not a table but the few rows of a subquery.
    // The one virtual table is unnest: arrays that were bound, which are read whole.
    guard step.hasPrefix("SCAN "), !step.hasPrefix("SCAN ("), step != "SCAN CONSTANT ROW",
      !step.contains(" VIRTUAL TABLE ")
    else { return nil }
    let table = String(step.dropFirst(5).prefix { $0 != " " })
    guard step.contains(" USING ") else {
      return .init(kind: .scan(table: table), description: step)
    }
    return isLimited ? nil : .init(kind: .walk(table: table), description: step)
  }
}

/// Reads what EXPLAIN says: <https://www.postgresql.org/docs/15/using-explain.html>.
private enum PostgresPlan {
  static func read(_ statement: SQL, on connection: any SQLConnection) throws -> QueryPlan {
    let steps = try connection.all(statement.prefixed(by: "EXPLAIN (COSTS OFF) ")) {
      try $0.get(0, as: String.self)
    }
    return plan(statement, steps)
  }

  /// The plan of a prepared statement whose values do not matter. PREPARE and EXECUTE take no
  /// values, and none of the statement's own are in its text.
  static func readGeneric(
    _ statement: SQL, on connection: any SQLConnection
  ) throws -> QueryPlan {
    let (text, values) = statement.rendered(for: .postgres)
    let types = values.map(typeName).joined(separator: ", ")
    let nulls = values.map { _ in "NULL" }.joined(separator: ", ")
    try connection.executeScript("SET plan_cache_mode = force_generic_plan")
    try connection.executeScript(
      "PREPARE planned\(values.isEmpty ? "" : "(\(types))") AS \(text)")
    let steps = try connection.all(
      SQL(verbatim: "EXPLAIN (COSTS OFF) EXECUTE planned\(values.isEmpty ? "" : "(\(nulls))")")
    ) { try $0.get(0, as: String.self) }
    try connection.executeScript("DEALLOCATE planned; RESET plan_cache_mode")
    return plan(statement, steps)
  }

  private static func plan(_ statement: SQL, _ steps: [String]) -> QueryPlan {
    let nodes = nodes(steps)
    return QueryPlan(
      statement: statement.description, steps: steps,
      faults: nodes.compactMap { fault($0, isLimited: statement.hasLimit) })
  }

  /// A node's own line, and those below it that say more of it.
  private struct Node {
    let title: String
    var details: [String] = []
  }

  private static func nodes(_ steps: [String]) -> [Node] {
    var nodes: [Node] = []
    for step in steps {
      let line = step.drop { $0 == " " }
      if line.hasPrefix("->") {
        nodes.append(Node(title: String(line.dropFirst(2).drop { $0 == " " })))
      } else if nodes.isEmpty {
        nodes.append(Node(title: String(line)))
      } else {
        nodes[nodes.count - 1].details.append(String(line))
      }
    }
    return nodes
  }

  private static func fault(_ node: Node, isLimited: Bool) -> QueryPlan.Fault? {
    let words = node.title.split(separator: " ")
    let table = words.firstIndex(of: "on").flatMap { words.dropFirst($0 + 1).first } ?? ""
    if node.title.contains("Seq Scan on") {
      return .init(kind: .scan(table: String(table)), description: node.title)
    }
    if node.title == "Sort" || node.title == "Incremental Sort" {
      return .init(
        kind: .sort, description: ([node.title] + node.details.prefix(1)).joined(separator: " "))
    }
    let isWalk =
      node.title.hasPrefix("Index") && !node.details.contains { $0.hasPrefix("Index Cond:") }
    guard isWalk, !isLimited else { return nil }
    return .init(kind: .walk(table: String(table)), description: node.title)
  }

  private static func typeName(_ value: SQLValue) -> String {
    switch value {
    case .null: "unknown"
    case .bool: "boolean"
    case .integer: "bigint"
    case .real: "double precision"
    case .text: "text"
    case .bytes: "bytea"
    case .uuid: "uuid"
    case .instant: "timestamptz"
    case .date: "date"
    case .bools: "boolean[]"
    case .integers: "bigint[]"
    case .texts, .optionalTexts: "text[]"
    case .bytesArray: "bytea[]"
    case .uuids: "uuid[]"
    case .instants: "timestamptz[]"
    }
  }
}
