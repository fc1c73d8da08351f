public import Kernel
import Storage

/// What is looked for in the audit trail; what is nil is not asked for.
public struct AuditFilter: Sendable, Hashable {
  /// Which actions.
  public enum Action: Sendable, Hashable {
    /// One: `auth.user.block`.
    case named(String)
    /// Those that begin so: `auth.user.`, which is asked for as `auth.user.*`.
    case beginning(String)
  }

  /// Who acted.
  public var actorID: UserID?
  /// What was done.
  public var action: Action?
  /// What it was done to.
  public var target: String?
  /// The context that did it.
  public var context: String?
  /// The client's address.
  public var address: String?
  /// The request that did it.
  public var requestID: String?
  /// Not before this instant.
  public var from: Instant?
  /// Not after this instant.
  public var to: Instant?

  /// Everything.
  public init() {}
}

extension AuditFilter {
  /// The conditions but those of time, each as alternatives that have no row in common, the most
  /// telling first.
  private var conditions: [[SQL]] {
    var found: [[SQL]] = []
    if let requestID { found.append(["request_id = \(requestID)"]) }
    if let target { found.append(AuditNames.stored(target: target).map { "target = \($0)" }) }
    if let actorID { found.append(["actor_id = \(actorID)"]) }
    if let address { found.append(["address = \(address)"]) }
    if case .named(let name)? = action {
      found.append(AuditNames.stored(action: name).map { "action = \($0)" })
    }
    if let context { found.append(Self.of(context)) }
    if case .beginning(let beginning)? = action {
      let beginnings = AuditNames.stored(action: beginning)
      // A beginning names a context: there is an index that begins by it.
      if context == nil, let dot = beginning.firstIndex(of: ".") {
        found.append(Self.of(String(beginning[..<dot])))
      }
      if beginning != "auth." { found.append([Self.begins(with: beginnings)]) }
    }
    return found
  }

  /// The rows of a context; those of before rows named it tell it by their actions.
  private static func of(_ context: String) -> [SQL] {
    [
      "context = \(context)",
      "context IS NULL AND \(begins(with: AuditNames.beginnings(of: context)))",
    ]
  }

  private static func begins(with beginnings: [String]) -> SQL {
    let each = beginnings.map { beginning -> SQL in
      "substr(action, 1, CAST(\(beginning.unicodeScalars.count) AS integer)) = \(beginning)"
    }
    return "(\(SQL.joined(each, separator: " OR ")))"
  }

  /// The same conditions as alternatives that have no row in common; each finds its rows by an
  /// index, in the order in which they are read, as far as there is one.
  var arms: [SQL] {
    let conditions = conditions
    guard let lead = conditions.first else { return ["sequence > 0"] }
    let rest = conditions.dropFirst().map { alternatives -> SQL in
      "(\(SQL.joined(alternatives.map { "(\($0))" as SQL }, separator: " OR ")))"
    }
    return lead.map { SQL.joined([$0] + rest, separator: " AND ") }
  }

  /// Whether an index finds the rows in their order.
  var isSimple: Bool {
    if case .beginning? = action { return false }
    return conditions.count <= 1
  }

  /// The conditions of time.
  func window(before: (at: Instant, sequence: Int64)?) -> SQL {
    var window: SQL = ""
    if let from { window.append(" AND at >= \(from)") }
    if let to { window.append(" AND at <= \(to)") }
    if let before {
      window.append(" AND (at, sequence) < (\(before.at), \(before.sequence))")
    }
    return window
  }
}
