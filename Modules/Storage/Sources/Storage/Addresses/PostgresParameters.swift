/// The parameters of a URL that libpq 15 takes, with the values that it takes (its manual, 34.1.2).
/// It tells of wrong ones only when it connects, as if the server were away.
enum PostgresParameters {
  /// What the value of a parameter may be.
  private enum Kind {
    case words([String])
    case integer(ClosedRange<Int>)
    case ports
    case any
  }

  /// - Parameter rest: what follows the host: the path, and behind `?` the parameters.
  /// - Throws: `DatabaseURLError`, which names parameters that there are, and no value.
  static func check(_ rest: Substring) throws(DatabaseURLError) {
    guard let question = rest.firstIndex(of: "?") else { return }
    let text = rest[rest.index(after: question)...]
    guard !text.isEmpty else { return }
    for parameter in text.split(separator: "&", omittingEmptySubsequences: false) {
      let parts = parameter.split(separator: "=", omittingEmptySubsequences: false)
      // What is no parameter may be the rest of a password.
      guard parts.count == 2 else { throw .unknownParameter }
      let name = PostgresURL.decoded(parts[0])
      guard let kind = kinds[name] else { throw .unknownParameter }
      if let expectation = fault(of: kind, PostgresURL.decoded(parts[1])) {
        throw .parameter(name: name, expectation: expectation)
      }
    }
  }

  /// What a value must be instead; nil where it is so.
  private static func fault(of kind: Kind, _ value: String) -> String? {
    switch kind {
    case .any: nil
    case .words(let words):
      words.contains(value) ? nil : "is one of \(words.joined(separator: ", "))"
    case .integer(let range):
      Int(value).map(range.contains) == true
        ? nil : "is a whole number from \(range.lowerBound) to \(range.upperBound)"
    case .ports:
      value.split(separator: ",", omittingEmptySubsequences: false)
        .allSatisfy { $0.isEmpty || (UInt16($0) ?? 0) > 0 }
        ? nil : "is a number from 1 to 65535 for each host"
    }
  }

  private static let flag = Kind.words(["0", "1"])
  private static let count = Kind.integer(0...Int(Int32.max))
  private static let versions = Kind.words(["TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3"])

  private static let kinds: [String: Kind] = [
    "sslmode": .words(["disable", "allow", "prefer", "require", "verify-ca", "verify-full"]),
    // How other libraries write sslmode=require.
    "ssl": .words(["true"]),
    "gssencmode": .words(["disable", "prefer", "require"]),
    "channel_binding": .words(["disable", "prefer", "require"]),
    "target_session_attrs": .words([
      "any", "read-write", "read-only", "primary", "standby", "prefer-standby",
    ]),
    "sslcompression": flag, "sslsni": flag, "keepalives": flag,
    "ssl_min_protocol_version": versions, "ssl_max_protocol_version": versions,
    "connect_timeout": .integer(-1...Int(Int32.max)), "keepalives_idle": count,
    "keepalives_interval": count, "keepalives_count": count, "tcp_user_timeout": count,
    "port": .ports,
    "application_name": .any, "client_encoding": .any, "dbname": .any,
    "fallback_application_name": .any, "gsslib": .any, "host": .any, "hostaddr": .any,
    "krbsrvname": .any, "options": .any, "passfile": .any, "password": .any, "replication": .any,
    "requirepeer": .any, "service": .any, "sslcert": .any, "sslcrl": .any,
    "sslcrldir": .any, "sslkey": .any, "sslpassword": .any, "sslrootcert": .any, "user": .any,
  ]
}
