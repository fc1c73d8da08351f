/// The state of a row for the audit trail, as the text of a JSON object.
public struct AuditText: Sendable {
  private var members: [String] = []

  /// The state with these members; those without a value are null.
  public init(_ members: [(name: String, value: String?)]) {
    self.members = members.map { name, value in
      "\(Self.quoted(name)):\(value.map(Self.quoted) ?? "null")"
    }
  }

  /// The object.
  public var text: String { "{\(members.joined(separator: ","))}" }

  private static func quoted(_ text: String) -> String {
    var quoted = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": quoted += "\\\""
      case "\\": quoted += "\\\\"
      case _ where scalar.value < 0x20:
        let digits = String(scalar.value, radix: 16)
        quoted += "\\u\(String(repeating: "0", count: 4 - digits.count))\(digits)"
      default: quoted.unicodeScalars.append(scalar)
      }
    }
    return quoted + "\""
  }
}
