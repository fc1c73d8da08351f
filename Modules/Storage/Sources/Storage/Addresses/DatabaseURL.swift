/// Where a database is, as the configuration writes it: `sqlite:atrium.db`,
/// `sqlite:///var/lib/a.db`, or `postgresql://user:password@host/name`.
public enum DatabaseURL: Hashable, Sendable {
  /// A file.
  case sqlite(path: String)
  /// A connection URI in libpq's form, which is passed on as it stands.
  case postgres(uri: String)

  /// Reads a URL. Line ends and blanks around the URL of a Postgres do not count; in the name of a
  /// file they are refused, since they could be meant.
  ///
  /// - Throws: `DatabaseURLError`, which never contains the text: it may hold a password.
  public init(parsing text: String) throws(DatabaseURLError) {
    let trimmed = text.trimmingEnds
    if trimmed.hasPrefix("postgresql://") || trimmed.hasPrefix("postgres://") {
      try PostgresURL.check(trimmed)
      self = .postgres(uri: trimmed)
      return
    }
    guard text.hasPrefix("sqlite:") else {
      throw text.contains(":") ? .unknownScheme : .malformed
    }
    var path = text.dropFirst("sqlite:".count)
    if path.hasPrefix("///") { path = path.dropFirst(2) }
    guard !path.hasPrefix("//") else { throw .sqliteHost }
    self = .sqlite(path: try FileName.check(path))
  }

  /// The engine.
  public var dialect: Dialect {
    switch self {
    case .sqlite: .sqlite
    case .postgres: .postgres
    }
  }
}

/// Why a text is no database URL.
public enum DatabaseURLError: Error, Hashable, Sendable, CustomStringConvertible {
  case malformed, unknownScheme, noPath, sqliteHost, inMemory
  /// More than one @, or one that does not end the user's part.
  case unescapedAt
  /// What stands where the port does is none.
  case port
  /// A % that begins no escape.
  case escape
  /// What stands behind ? is no parameter of libpq.
  case unknownParameter
  /// A parameter of libpq has a value that it does not take.
  case parameter(name: String, expectation: String)
  /// The name of a file that is hardly meant.
  case fileName(reason: String)

  /// The reason, with what would be right.
  public var description: String {
    switch self {
    case .malformed, .unknownScheme:
      "a database URL starts with sqlite: or postgresql://"
    case .noPath: "a path must follow sqlite:"
    case .sqliteHost: "sqlite:// takes no host; write sqlite:///absolute/path or sqlite:path"
    case .inMemory: "an in-memory database would not outlive its connection; name a file"
    case .unescapedAt:
      "one @ stands between the user and the host; in a password, write @ as %40, / as %2F and "
        + "? as %3F"
    case .port:
      "a port is a number up to 65535; in a password, write : as %3A, / as %2F and ? as %3F"
    case .escape: "a % is followed by two hexadecimal digits; in a password, write % as %25"
    case .unknownParameter:
      "what stands behind ? are parameters of libpq such as sslmode=require, with & between "
        + "them; in a password, write ? as %3F, & as %26 and = as %3D"
    case .parameter(let name, let expectation): "\(name) \(expectation)"
    case .fileName(let reason): "the name of a SQLite file \(reason)"
    }
  }
}

extension DatabaseURL: CustomStringConvertible {
  /// The URL with `***` for the password, wherever it stands.
  public var description: String {
    switch self {
    case .sqlite(let path): "sqlite:\(path)"
    case .postgres(let uri): PostgresURL.masked(uri)
    }
  }
}
