/// What a Postgres script must not say because the script would not make the same of another,
/// empty schema: there the migrations run once more, when the database is compared with them.
enum SchemaRules {
  /// What belongs to a database or a server, and so is there once for all schemas.
  private static let shared: Set = [
    "SCHEMA", "DATABASE", "ROLE", "USER", "GROUP", "TABLESPACE", "PUBLICATION", "SUBSCRIPTION",
    "SERVER", "LANGUAGE", "CAST", "EVENT", "FOREIGN", "ACCESS", "TRANSFORM",
  ]
  /// Words between a command and the kind of object that it is about.
  private static let adjectives: Set = [
    "OR", "REPLACE", "TEMP", "TEMPORARY", "UNLOGGED", "UNIQUE", "RECURSIVE", "MATERIALIZED",
    "CONSTRAINT", "TRUSTED", "PROCEDURAL", "GLOBAL", "LOCAL",
  ]
  /// Words between a kind, or INTO, and the name.
  private static let noise: Set = ["IF", "NOT", "EXISTS", "ONLY", "CONCURRENTLY", "TABLE"]

  /// What is wrong with a statement, and what would be right; nil if nothing is.
  static func fault(in statement: SQLStatement) -> String? {
    let words = statement.words.map(\.keyword)
    guard let first = words.first else { return nil }
    if ["CREATE", "ALTER", "DROP"].contains(first), let kind = kind(of: words) {
      if shared.contains(kind), !isForeignTable(words) {
        return "it belongs to the database, not to a schema of it: create it before migrating"
      }
      if kind == "EXTENSION", !(first == "CREATE" && words.contains("EXISTS")) {
        return "an extension is there once a database: say CREATE EXTENSION IF NOT EXISTS"
      }
    }
    if setsPath(statement, words) {
      return "it leaves the schema that the URL's search_path names: put the tables there"
    }
    if namesSchema(words) {
      return "it names a schema: leave the name out, and the URL's search_path decides"
    }
    return nil
  }

  private static func kind(of words: [String]) -> String? {
    words.dropFirst().first { !adjectives.contains($0) }
  }

  private static func isForeignTable(_ words: [String]) -> Bool {
    words.dropFirst().prefix(2) == ["FOREIGN", "TABLE"]
  }

  private static func setsPath(_ statement: SQLStatement, _ words: [String]) -> Bool {
    if words.first == "SET" {
      let value = words.drop { $0 != "SEARCH_PATH" && $0 != "SCHEMA" }
      // Without a schema of its own a script makes nothing.
      return !value.isEmpty && value.dropFirst() != ["TO", "PG_CATALOG"]
    }
    if words.contains("SET_CONFIG"), statement.text.lowercased().contains("search_path") {
      return true
    }
    // ALTER TABLE … SET SCHEMA …
    return words.first == "ALTER"
      && zip(words, words.dropFirst()).contains { $0 == ("SET", "SCHEMA") }
  }

  private static func namesSchema(_ words: [String]) -> Bool {
    let pairs = zip(words, words.dropFirst())
    if pairs.contains(where: { ["PUBLIC", "\"public\""].contains($0) && $1 == "." }) {
      return true
    }
    switch words.first {
    case "CREATE", "ALTER":
      return isQualified(after: kind(of: words), in: words)
        || isQualified(after: "REFERENCES", in: words)
        || namesTableOfAnother(words) && isQualified(after: "ON", in: words)
    case "DROP": return words.contains(".")
    case "INSERT": return isQualified(after: "INTO", in: words)
    case "UPDATE": return isQualified(after: "UPDATE", in: words)
    case "DELETE": return isQualified(after: "FROM", in: words)
    case "TRUNCATE": return words.contains(".")
    default: return false
    }
  }

  /// Whether a statement makes something that is on a table.
  private static func namesTableOfAnother(_ words: [String]) -> Bool {
    ["INDEX", "TRIGGER", "POLICY", "RULE"].contains(kind(of: words))
  }

  private static func isQualified(after keyword: String?, in words: [String]) -> Bool {
    guard let place = words.firstIndex(where: { $0 == keyword }) else { return false }
    return words[(place + 1)...].drop(while: noise.contains).dropFirst().first == "."
  }
}
