/// What is wrong with a declaration of a resource.
public struct ResourceProblem: Error, Sendable, Hashable, CustomStringConvertible {
  /// The resource: `auth/users`.
  public let resource: String
  /// The field, or what else it is about.
  public let field: String
  /// What is wrong with it.
  public let reason: String

  /// A problem.
  public init(_ resource: String, _ field: String, _ reason: String) {
    self.resource = resource
    self.field = field
    self.reason = reason
  }

  /// `auth/users: name is a filter and has no index`.
  public var description: String { "\(resource): \(field) \(reason)" }
}

/// A resource with the context that declares it.
public struct DeclaredResource: Sendable, Hashable {
  /// The context.
  public let context: String
  /// The resource.
  public let resource: AdminResource

  /// A context's resource.
  public init(_ context: String, _ resource: AdminResource) {
    self.context = context
    self.resource = resource
  }

  /// `auth/users`.
  public var path: String { "\(context)/\(resource.name)" }
}

extension DeclaredResource {
  /// Words that stand where a context stands in the paths of administrators, which no context can
  /// be called.
  public static let reservedWords: Set<String> = [
    "resources", "users", "logs", "analytics", "overview", "settings", "jobs", "schedules",
    "webhooks", "webhook-deliveries", "deliveries", "contexts", "clock", "search", "views", "bulk",
    "approvals", "ledger", "reauth", "preferences", "sessions",
  ]

  /// What is wrong with the declaration as it stands, whatever the database.
  /// - Parameter known: every resource of the program, as `auth/users`.
  public func problems(among known: Set<String>) -> [ResourceProblem] {
    doubles + unknownNames + secrets + leads(among: known) + amounts
  }

  /// What is wrong with it in a database: a sort or a filter without an index.
  /// - Parameter indexed: the columns of the table that an index begins with.
  public func problems(indexed: Set<String>) -> [ResourceProblem] {
    let sorts = uses("is sorted by", [resource.sort.standardField] + resource.sort.fields)
    let filters = uses("is a filter", resource.filters.map(\.field))
    var seen: Set<String> = []
    return (sorts + filters).compactMap { use, name in
      guard let field = resource.field(name), seen.insert("\(use) \(name)").inserted else {
        return nil
      }
      guard let column = field.orderColumn ?? field.column else {
        return problem(name, "\(use) and is in no column")
      }
      return indexed.contains(column) ? nil : problem(name, "\(use) and has no index")
    }
  }

  private func uses(_ use: String, _ names: [String]) -> [(use: String, name: String)] {
    names.map { (use, $0) }
  }

  private func problem(_ field: String, _ reason: String) -> ResourceProblem {
    ResourceProblem(path, field, reason)
  }

  /// Every name of a field that the declaration uses, with what for.
  private var usedNames: [(use: String, name: String)] {
    uses("is a column", resource.columns)
      + uses("is a filter", resource.filters.map(\.field))
      + uses("is searched", resource.search?.fields ?? [])
      + uses("is sorted by", [resource.sort.standardField] + resource.sort.fields)
      + uses("is in a form", (resource.changes.create ?? []) + (resource.changes.update ?? []))
      + uses("decides on an action", resource.actions.flatMap { $0.when.keys.sorted() })
      + uses("confirms an action", resource.actions.compactMap { $0.confirmation?.typedField })
      + uses("is a currency", resource.fields.compactMap(\.currencyField))
  }

  private var unknownNames: [ResourceProblem] {
    usedNames.filter { resource.field($0.name) == nil }
      .map { problem($0.name, "\($0.use) and is no field") }
  }

  private var secrets: [ResourceProblem] {
    usedNames.filter { resource.field($0.name)?.isSecret == true }
      .map { problem($0.name, "\($0.use) and is secret") }
  }

  private var doubles: [ResourceProblem] {
    Dictionary(grouping: resource.fields, by: \.name).filter { $0.value.count > 1 }.keys.sorted()
      .map { problem($0, "is declared twice") }
  }

  private func leads(among known: Set<String>) -> [ResourceProblem] {
    (resource.fields + resource.actions.flatMap(\.input)).compactMap { field in
      if field.type == .ref, field.ref == nil { return problem(field.name, "refers to nothing") }
      guard let ref = field.ref, !known.contains(ref) else { return nil }
      return problem(field.name, "refers to \(ref), which there is not")
    }
      + resource.related.filter { !known.contains($0.resource) }
      .map { problem($0.name, "leads to \($0.resource), which there is not") }
  }

  private var amounts: [ResourceProblem] {
    resource.fields.filter { $0.type == .money && $0.currencyField == nil }
      .map { problem($0.name, "is an amount without a currency") }
  }
}
