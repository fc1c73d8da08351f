internal import HTTP
internal import Kernel

extension Route: CustomStringConvertible {
  /// Its method and path.
  public var description: String { "\(method.rawValue) \(path)" }
}

extension [Route] {
  /// The routes as a table to read: method, path, permission, and whom that asks for. A line each,
  /// in the routes' order.
  ///
  /// ```
  /// GET   /wallet           ajo.wallet.read   signed in, or a key
  /// POST  /wallet/transfer  ajo.wallet.spend  signed in, or a key
  /// ```
  public var listing: String {
    let rows = map { route in
      [route.method.rawValue, route.path, route.permission.name, route.permission.asksFor]
    }
    let widths = (0..<3).map { column in rows.map { $0[column].count }.max() ?? 0 }
    return rows.map { row in
      zip(row, widths)
        .map { text, width in text + String(repeating: " ", count: width - text.count + 2) }
        .joined() + row[3]
    }
    .joined(separator: "\n")
  }
}

extension Permission {
  /// Whom it asks for, in words.
  fileprivate var asksFor: String {
    let people =
      switch rule {
      case nil: "anyone"
      case .signedIn: "signed in"
      case .anyRole(let roles): roles.map(\.rawValue).joined(separator: ", ")
      }
    return isForKeys ? people + ", or a key" : people
  }
}
