internal import CPostgres
internal import Storage

/// Keywords and values for libpq: the URL's own, and our defaults where it says nothing.
struct ConnectionParameters: Sendable {
  let values: [(keyword: String, value: String)]

  init(uri: String, applicationName: String) throws(DatabaseURLError) {
    guard !uri.utf8.contains(0), let options = PQconninfoParse(uri, nil) else { throw .malformed }
    defer { PQconninfoFree(options) }
    var values: [(keyword: String, value: String)] = []
    var option = options
    while let keyword = option.pointee.keyword {
      if let value = option.pointee.val {
        values.append((String(cString: keyword), String(cString: value)))
      }
      option += 1
    }
    for (keyword, value) in Self.defaults(applicationName)
    where !values.contains(where: { $0.keyword == keyword }) {
      values.append((keyword, value))
    }
    // Strings are UTF-8 here; what a URL says about it could only be wrong.
    values.removeAll { $0.keyword == "client_encoding" }
    values.append(("client_encoding", "UTF8"))
    self.values = values
  }

  /// The passwords among them.
  var secrets: [String] {
    values.filter { $0.keyword.contains("password") }.map(\.value)
  }

  /// A server that vanished without a word is noticed within some twenty seconds. Times are in
  /// seconds, but for `tcp_user_timeout`, which is in milliseconds.
  private static func defaults(_ applicationName: String) -> [(String, String)] {
    [
      ("application_name", applicationName),
      ("connect_timeout", "3"),
      ("keepalives_idle", "10"),
      ("keepalives_interval", "3"),
      ("keepalives_count", "3"),
      ("tcp_user_timeout", "20000"),
      // Looking for Kerberos tickets costs megabytes; who uses it says so in the URL.
      ("gssencmode", "disable"),
    ]
  }
}

/// What a session is told once it is connected, as settings by name.
struct SessionSettings: Sendable {
  var values: [(name: String, value: String)] = []
  /// Settings that not every server has, or allows; refusals are ignored.
  var optional: [(name: String, value: String)] = []

  /// The settings for a connection that serves requests.
  static func serving(_ options: PostgresOptions) -> SessionSettings {
    // A pooler would hand a changed session on to somebody else.
    guard options.statementCache > 0 else { return SessionSettings() }
    var settings = tools
    // A prepared statement keeps the plan that it was given while a table was empty, which is to
    // read all of it, until the table is analysed; a minute in which it may grow by a million rows.
    // Whatever a request asks has an index. Where there is none the cost that now stands against
    // reading a table must not have the plan compiled.
    settings.values += [("enable_seqscan", "off"), ("jit", "off")]
    if let timeout = options.statementTimeout {
      settings.values.append(("statement_timeout", String(timeout.milliseconds)))
    }
    if let timeout = options.idleInTransactionTimeout {
      settings.values.append(("idle_in_transaction_session_timeout", String(timeout.milliseconds)))
    }
    return settings
  }

  /// The settings for a connection whose statements may take long.
  ///
  /// They may well read a whole table, and to plan each anew costs little beside what it does: no
  /// plan is left over from when a table was empty.
  static func long(_ options: PostgresOptions) -> SessionSettings {
    guard options.statementCache > 0 else { return SessionSettings() }
    var options = options
    options.statementTimeout = options.longStatementTimeout
    var settings = serving(options)
    settings.values.removeAll { $0.name == "enable_seqscan" }
    settings.values.append(("plan_cache_mode", "force_custom_plan"))
    return settings
  }

  /// The settings for a connection of a tool, whose statements may take hours.
  static let tools = SessionSettings(
    values: [("standard_conforming_strings", "on"), ("TimeZone", "UTC")],
    // Ends a long statement when its client is gone. Postgres 14 and later, not on every system.
    optional: [("client_connection_check_interval", "5000")])
}

extension Duration {
  /// Whole milliseconds, at least 1, as a Postgres setting takes them (32 bits).
  var milliseconds: Int64 {
    let (seconds, attoseconds) = components
    guard seconds < 2_000_000 else { return 2_000_000_000 }
    return max(1, seconds * 1_000 + attoseconds / 1_000_000_000_000_000)
  }

  /// Whole nanoseconds of a duration of less than a century.
  var nanoseconds: Int64 {
    let (seconds, attoseconds) = components
    return seconds * 1_000_000_000 + attoseconds / 1_000_000_000
  }
}
