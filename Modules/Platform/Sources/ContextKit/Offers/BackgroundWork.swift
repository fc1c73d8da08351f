/// Work that goes on while the server runs, in a task of its own that is cancelled at the end.
public struct BackgroundWork: Sendable {
  /// What it is, for the log.
  public let name: String
  /// Does it until its task is cancelled. An error is logged and the work begun again.
  public let run: @Sendable () async throws -> Void

  /// Makes background work.
  public init(_ name: String, run: @escaping @Sendable () async throws -> Void) {
    self.name = name
    self.run = run
  }
}

/// Work that goes on while the server runs.
public enum BackgroundOffer: OfferKey {
  /// One task.
  public typealias Item = BackgroundWork
}

extension Offers {
  /// What the context does while the server runs.
  public var background: [BackgroundWork] {
    get { self[BackgroundOffer.self] }
    set { self[BackgroundOffer.self] = newValue }
  }
}
