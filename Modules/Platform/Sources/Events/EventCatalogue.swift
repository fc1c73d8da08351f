import Synchronization

/// The kinds of events that the contexts of a program declare.
public final class EventCatalogue: Sendable {
  private struct State {
    /// Nil before the contexts are put together.
    var types: Set<String>?
    var reported: Set<String> = []
  }

  /// What is done about an event that nobody declares.
  private enum Strictness {
    case refuse
    case report(@Sendable (_ type: String) -> Void)
  }

  private let state = Mutex(State())
  private let strictness: Strictness

  /// A catalogue for tests: what is not declared is refused.
  public init(of declarations: [EventDeclaration]) {
    strictness = .refuse
    bind(declarations)
  }

  /// A catalogue for servers: what is not declared is published nevertheless, as the change that it
  /// tells of must not be lost, and reported once for each type.
  public init(reporting report: @escaping @Sendable (_ type: String) -> Void) {
    strictness = .report(report)
  }

  /// Says what is declared.
  public func bind(_ declarations: [EventDeclaration]) {
    state.withLock { $0.types = Set(declarations.map(\.type)) }
  }

  /// Notes that an event of a type is published.
  /// - Throws: `UndeclaredEvent` in tests.
  public func note(_ type: String) throws(UndeclaredEvent) {
    let isNews = state.withLock { state in
      guard let types = state.types, !types.contains(type) else { return false }
      return state.reported.insert(type).inserted
    }
    switch strictness {
    case .report(let report): if isNews { report(type) }
    case .refuse: if !isDeclared(type) { throw UndeclaredEvent(type: type) }
    }
  }

  private func isDeclared(_ type: String) -> Bool {
    state.withLock { $0.types?.contains(type) ?? true }
  }

  /// Those of these patterns that no declared event matches. They may be meant for contexts that
  /// are not part of the program yet, or be misspelt.
  public func unmatched(among patterns: [EventPattern]) -> [EventPattern] {
    let types = state.withLock { $0.types ?? [] }
    return patterns.filter { pattern in !types.contains { pattern.matches($0) } }
  }
}

/// An event's type is not among those that its context declares.
public struct UndeclaredEvent: Error, Hashable, Sendable {
  /// The type.
  public let type: String
}
