public import Kernel

extension Invocation {
  /// An id that was given by place or as an option.
  /// - Throws: `CommandError.usage` where it is missing, or is none.
  public func id<Entity>(
    _ name: String, of entity: Entity.Type = Entity.self
  ) throws -> Identifier<Entity> {
    try identifier(try required(name), name)
  }

  /// An id that need not be given.
  /// - Throws: `CommandError.usage` where it is none.
  public func optionalID<Entity>(
    _ name: String, of entity: Entity.Type = Entity.self
  ) throws -> Identifier<Entity>? {
    try self[name].map { try identifier($0, name) }
  }

  private func identifier<Entity>(_ text: String, _ name: String) throws -> Identifier<Entity> {
    guard let id = Identifier<Entity>(text) else {
      throw CommandError.usage("\(name) is not an id")
    }
    return id
  }

  /// One of a few words that need not be given.
  /// - Throws: `CommandError.usage` where it is another one; it names them all.
  public func word<Word: RawRepresentable<String> & CaseIterable>(
    _ name: String, of words: Word.Type
  ) throws -> Word? {
    guard let text = self[name] else { return nil }
    guard let word = Word(rawValue: text) else {
      let all = Word.allCases.map(\.rawValue).joined(separator: ", ")
      throw CommandError.usage("--\(name) is one of: \(all)")
    }
    return word
  }

  /// How many are listed: the option `limit`, 1–1,000, or else 50.
  /// - Throws: `CommandError.usage`.
  public func limit() throws -> Int { try integer("limit", in: 1...1_000) ?? 50 }

  /// Why something is done: the option `reason`, 3–280 characters.
  /// - Throws: `CommandError.usage`.
  public func reason() throws -> String {
    let reason = try required("reason")
    let length = StaffReason.length
    guard length.contains(reason.unicodeScalars.count) else {
      throw CommandError.usage(
        "--reason has \(length.lowerBound) to \(length.upperBound) characters")
    }
    return reason
  }
}

extension CommandOption {
  /// How many are listed; `Invocation.limit` reads it.
  public static let limit = CommandOption.value(
    "limit", "COUNT", help: "How many, up to 1,000; 50 unless given")

  /// Why something is done; `Invocation.reason` reads it.
  public static let reason = CommandOption.value(
    "reason", "TEXT", help: "Why, for the audit trail", required: true)
}

/// Runs something for a command. What is refused is told in the words that clients are told.
/// - Throws: `CommandError.refused`, or what else the body throws.
public func answering<Value>(_ body: () async throws -> Value) async throws -> Value {
  do {
    return try await body()
  } catch let refusal as any Refusing {
    let problem = refusal.problem
    throw CommandError.refused(
      problem.kind.code, problem.detail ?? problem.fields.first?.message ?? problem.kind.title)
  }
}
