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

  /// The same, for a session that is of use only where it can write: of several servers that which
  /// does, and none that only reads. What the URL says of it stands.
  var ofPrimary: ConnectionParameters {
    guard !values.contains(where: { $0.keyword == "target_session_attrs" }) else { return self }
    return ConnectionParameters(values: values + [("target_session_attrs", "read-write")])
  }

  private init(values: [(keyword: String, value: String)]) {
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
