/// Why a statement failed. Descriptions name the statement and never its values.
public enum StorageError: Error, Hashable, Sendable {
  /// A row with this key is there already.
  case uniqueViolation(Constraint)
  /// A row points to one that is not there, or is pointed to and cannot go.
  case foreignKeyViolation(Constraint)
  /// A CHECK refused the row.
  case checkViolation(Constraint)
  /// A column that must have a value was given none.
  case notNullViolation(Constraint)
  /// The transaction lost against others five times in a row.
  case serializationFailure(statement: String)
  /// One of our triggers refused to change what must not change. The message is the trigger's.
  case immutable(message: String)
  /// The text of a binding (counted from 1) holds a NUL, which no engine stores faithfully.
  case invalidText(binding: Int, statement: String)
  /// Any other error of the statement: a mistake in the code.
  case statement(sql: String, sqlState: String, message: String)

  /// The rule that a row broke.
  public struct Constraint: Hashable, Sendable {
    /// The name of the constraint or index. SQLite gives it for checks, and for unique indexes
    /// over expressions.
    public let name: String?
    /// The table, if the engine names it.
    public let table: String?
    /// The columns, if the engine names them: both engines do for unique keys and NOT NULL.
    public let columns: [String]
    /// The statement, with placeholders.
    public let statement: String

    /// A rule with what the engine told of it.
    public init(
      name: String? = nil, table: String? = nil, columns: [String] = [], statement: String
    ) {
      self.name = name
      self.table = table
      self.columns = columns
      self.statement = statement
    }
  }
}

extension StorageError: CustomStringConvertible {
  /// What failed, with the statement and without its values.
  public var description: String {
    switch self {
    case .uniqueViolation(let constraint): "unique key violated: \(constraint)"
    case .foreignKeyViolation(let constraint): "foreign key violated: \(constraint)"
    case .checkViolation(let constraint): "check violated: \(constraint)"
    case .notNullViolation(let constraint): "value missing: \(constraint)"
    case .serializationFailure(let statement):
      "the transaction lost against others too often, at: \(statement)"
    case .immutable(let message): "refused by the database: \(message)"
    case .invalidText(let binding, let statement):
      "the text of binding \(binding) contains a NUL, in: \(statement)"
    case .statement(let sql, let sqlState, let message): "\(message) [\(sqlState)], in: \(sql)"
    }
  }
}

extension StorageError.Constraint: CustomStringConvertible {
  /// The name, table and columns as far as they are known, and the statement.
  public var description: String {
    var parts: [String] = []
    if let name { parts.append(name) }
    if let table {
      parts.append(columns.isEmpty ? table : "\(table)(\(columns.joined(separator: ", ")))")
    }
    parts.append("in: \(statement)")
    return parts.joined(separator: ", ")
  }
}

extension StorageError {
  /// Whether a unique key over exactly these columns of the table was violated.
  ///
  /// Use this to tell unique keys apart: it is the same on every engine.
  public func isUniqueViolation(of table: String, _ columns: String...) -> Bool {
    guard case .uniqueViolation(let constraint) = self else { return false }
    return constraint.table == table && constraint.columns == columns
  }
}
