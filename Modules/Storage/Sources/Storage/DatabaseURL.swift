/// Where a database is, as the configuration writes it: `sqlite:atrium.db`,
/// `sqlite:///var/lib/a.db`, or `postgresql://user:password@host/name`.
public enum DatabaseURL: Hashable, Sendable {
  /// A file.
  case sqlite(path: String)
  /// A connection URI in libpq's form, which is passed on as it stands.
  case postgres(uri: String)

  /// Reads a URL.
  ///
  /// - Throws: `DatabaseURLError`, which never contains the text: it may hold a password.
  public init(parsing text: String) throws(DatabaseURLError) {
    guard !text.utf8.contains(0) else { throw .malformed }
    if text.hasPrefix("postgresql://") || text.hasPrefix("postgres://") {
      self = .postgres(uri: text)
      return
    }
    guard text.hasPrefix("sqlite:") else {
      throw text.contains(":") ? .unknownScheme : .malformed
    }
    var path = text.dropFirst("sqlite:".count)
    if path.hasPrefix("///") { path = path.dropFirst(2) }
    guard !path.hasPrefix("//") else { throw .sqliteHost }
    guard !path.isEmpty else { throw .noPath }
    guard path != ":memory:" else { throw .inMemory }
    self = .sqlite(path: String(path))
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

  /// The reason, with what would be right.
  public var description: String {
    switch self {
    case .malformed, .unknownScheme:
      "a database URL starts with sqlite: or postgresql://"
    case .noPath: "a path must follow sqlite:"
    case .sqliteHost: "sqlite:// takes no host; write sqlite:///absolute/path or sqlite:path"
    case .inMemory: "an in-memory database would not outlive its connection; name a file"
    }
  }
}

extension DatabaseURL: CustomStringConvertible {
  /// The URL with `***` for the password, wherever it stands.
  public var description: String {
    switch self {
    case .sqlite(let path): "sqlite:\(path)"
    case .postgres(let uri): Self.masked(uri)
    }
  }

  private static func masked(_ uri: String) -> String {
    guard let scheme = uri.firstRange(of: "://") else { return "postgresql://***" }
    let authorityEnd =
      uri[scheme.upperBound...].firstIndex { $0 == "/" || $0 == "?" } ?? uri.endIndex
    var authority = uri[scheme.upperBound..<authorityEnd]
    // An @ behind it may end a password with a slash or a question mark that were not escaped.
    if uri[authorityEnd...].contains("@"), let colon = authority.firstIndex(of: ":") {
      return uri[...colon] + "***"
    }
    var user = ""
    // The last @ ends the user's part: a password may contain one that was not escaped.
    if let at = authority.lastIndex(of: "@") {
      let name = authority[..<at].prefix { $0 != ":" }
      user = name.count < authority[..<at].count ? "\(name):***@" : "\(name)@"
      authority = authority[authority.index(after: at)...]
    }
    return uri[..<scheme.upperBound] + user + authority + maskedQuery(uri[authorityEnd...])
  }

  private static func maskedQuery(_ rest: Substring) -> String {
    guard let question = rest.firstIndex(of: "?") else { return String(rest) }
    let parameters = rest[rest.index(after: question)...]
      .split(separator: "&", omittingEmptySubsequences: false)
      .map { parameter -> Substring in
        let name = parameter.prefix { $0 != "=" }
        return name.lowercased().contains("password") ? name + "=***" : parameter
      }
    return rest[...question] + parameters.joined(separator: "&")
  }
}
