import ContextKit
import Console
import Fleet
import Kernel
import Ports
import Router

// What Fleet's commands read from the command line, and how refusals are told there.

extension FleetCaller {
  /// The operator at the command line, who sees everything.
  static let console = FleetCaller(
    userID: UserID(rawValue: 0), oversight: .admin, actor: .operatorConsole)
}

extension Invocation {
  /// An id that was given by place or as an option.
  func id<Entity>(
    _ name: String, of entity: Entity.Type = Entity.self
  ) throws -> Identifier<Entity> {
    try identifier(try required(name), name)
  }

  /// An id that need not be given.
  func optionalID<Entity>(
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
  func word<Word: RawRepresentable<String> & CaseIterable>(
    _ name: String, of words: Word.Type
  ) throws -> Word? {
    guard let text = self[name] else { return nil }
    guard let word = Word(rawValue: text) else {
      let all = Word.allCases.map(\.rawValue).joined(separator: ", ")
      throw CommandError.usage("--\(name) is one of: \(all)")
    }
    return word
  }

  /// How many are listed.
  func limit() throws -> Int { try integer("limit", in: 1...1_000) ?? 50 }

  /// Why something is done.
  func reason() throws -> String {
    let reason = try required("reason")
    guard fleetReasonLength.contains(reason.unicodeScalars.count) else {
      throw CommandError.usage(
        "--reason has \(fleetReasonLength.lowerBound) to \(fleetReasonLength.upperBound)"
          + " characters")
    }
    return reason
  }
}

extension CommandOption {
  static let limit = CommandOption.value(
    "limit", "COUNT", help: "How many, up to 1,000; 50 unless given")
  static let reason = CommandOption.value(
    "reason", "TEXT", help: "Why, for the audit trail", required: true)
}

/// Runs something for a command. What is refused is told in the words that clients are told.
func answering<Value>(_ body: () async throws -> Value) async throws -> Value {
  do {
    return try await body()
  } catch let refusal as any Refusing {
    let problem = refusal.problem
    throw CommandError.refused(
      problem.kind.code, problem.detail ?? problem.fields.first?.message ?? problem.kind.title)
  }
}
