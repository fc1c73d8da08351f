/// A kind of event that a context may publish, for the catalogue.
public struct EventDeclaration: Hashable, Sendable {
  /// What happens: `<context>.<aggregate>.<what>`.
  public let type: String
  /// What it means and what its data tells, in a sentence.
  public let description: String

  /// Declares a kind of event.
  public init(_ type: String, _ description: String) {
    self.type = type
    self.description = description
  }
}
