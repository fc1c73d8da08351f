/// Something wrong with a migration file, found before any database is touched.
public struct MigrationFileProblem: Error, Hashable, Sendable {
  /// What is wrong.
  public enum Kind: String, Sendable, CaseIterable {
    /// The name is not `NNNN_words.sql`, with `.down`, `.postgres` or `.sqlite` where they belong.
    case badName = "bad_name"
    /// The stream's own name is not one that a table can be keyed by.
    case badStream = "bad_stream"
    /// Two files claim the same version with different names.
    case duplicateVersion = "duplicate_version"
    /// The versions do not count 1, 2, 3… without holes.
    case versionGap = "version_gap"
    /// One engine has a file and the other has none.
    case missingVariant = "missing_variant"
    /// One engine has two files: its own and the shared one.
    case ambiguousVariant = "ambiguous_variant"
    /// A `.down` file stands beside no forward file.
    case orphanDown = "orphan_down"
    /// The file holds no statement and no comment that says why.
    case empty
    /// A quote, comment or block is never closed.
    case unterminated
    /// The file begins or ends a transaction by itself.
    case transactionControl = "transaction_control"
    /// A statement that cannot run inside a transaction stands in a file without the mark.
    case needsNoTransaction = "needs_no_transaction"
    /// A file marked `no-transaction` holds more or less than one statement.
    case notOneStatement = "not_one_statement"
    /// A `-- atrium:` comment says something that is not known.
    case unknownDirective = "unknown_directive"
    /// A statement that only psql or the sqlite3 shell understands.
    case clientCommand = "client_command"
    /// A statement that means one schema, or the whole database, and not the schema at hand.
    case namesSchema = "names_schema"
  }

  /// What is wrong.
  public let kind: Kind
  /// The stream's name.
  public let stream: String
  /// The file's name, where one file is to blame.
  public let file: String?
  /// The line, counted from 1, where one line is to blame.
  public let line: Int?
  /// What is wrong and what would be right, in a sentence.
  public let message: String

  init(_ kind: Kind, stream: String, file: String? = nil, line: Int? = nil, _ message: String) {
    self.kind = kind
    self.stream = stream
    self.file = file
    self.line = line
    self.message = message
  }
}

extension MigrationFileProblem: CustomStringConvertible {
  /// `auth/0002_x.sql:7: what is wrong (code)`.
  public var description: String {
    var place = stream
    if let file { place += "/\(file)" }
    if let line { place += ":\(line)" }
    return "\(place): \(message) (\(kind.rawValue))"
  }
}
