/// The variables that Kubernetes puts into every container for each Service beside it, and Docker
/// for a linked container.
///
/// A Service called `atrium` or `atrium-server` brings variables that begin with `ATRIUM_`. Nobody
/// who runs the program chose them, so they are no misspelt settings.
enum ServiceLink {
  private static let transports = ["TCP", "UDP", "SCTP"]

  /// Whether a variable has the form of a service link: `ATRIUM_SERVICE_HOST`,
  /// `ATRIUM_SERVICE_PORT`, `ATRIUM_SERVICE_PORT_HTTP`, `ATRIUM_PORT=tcp://…`,
  /// `ATRIUM_PORT_8080_TCP`, and the same of a service whose name goes on.
  static func isOne(_ name: String, value: String) -> Bool {
    let words = name.split(separator: "_", omittingEmptySubsequences: false)
    for index in words.indices.dropFirst() {
      let rest = words[index...]
      if isService(rest) || isPort(rest, value) { return true }
    }
    return false
  }

  /// `SERVICE_HOST`, `SERVICE_PORT`, `SERVICE_PORT_<NAME>`.
  private static func isService(_ words: ArraySlice<Substring>) -> Bool {
    guard words.first == "SERVICE", let what = words.dropFirst().first else { return false }
    switch what {
    case "HOST": return words.count == 2
    case "PORT": return words.count == 2 || words.dropFirst(2).allSatisfy { !$0.isEmpty }
    default: return false
    }
  }

  /// `PORT` with an address behind it, `PORT_<number>_<transport>` and what may follow that.
  private static func isPort(_ words: ArraySlice<Substring>, _ value: String) -> Bool {
    guard words.first == "PORT" else { return false }
    let rest = Array(words.dropFirst())
    // A number is what somebody wrote who looks for a setting of the port.
    guard rest.count > 1 else { return rest.isEmpty && isAddress(value) }
    guard rest[0].utf8.allSatisfy({ (0x30...0x39).contains($0) }), !rest[0].isEmpty,
      transports.contains(String(rest[1]))
    else { return false }
    return rest.count == 2 || rest.count == 3 && ["PROTO", "PORT", "ADDR"].contains(rest[2])
  }

  private static func isAddress(_ value: String) -> Bool {
    transports.contains { value.hasPrefix($0.lowercased() + "://") }
  }
}

extension Configuration {
  /// What to tell of variables that are left alone, in a sentence; nil where there are none.
  public static func note(ofServiceLinks names: [String]) -> String? {
    guard let first = names.sorted().first else { return nil }
    let others = names.count > 1 ? " and \(names.count - 1) more" : ""
    return "\(first)\(others) are left alone: Kubernetes sets them for a Service of this name, and "
      + "enableServiceLinks: false in the pod keeps them away"
  }
}
