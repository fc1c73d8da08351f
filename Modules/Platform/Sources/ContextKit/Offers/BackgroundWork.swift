public import Observability

/// Work that goes on while the server runs, in a task of its own that is cancelled at the end.
public struct BackgroundWork: Sendable {
  /// What it is, for the log.
  public let name: String
  /// Which servers do it.
  public let servers: Servers
  /// Does it until its task is cancelled. An error is logged and the work begun again.
  public let run: @Sendable () async throws -> Void

  /// Which servers do background work.
  public enum Servers: Sendable {
    /// Every server: it keeps what the server itself needs.
    case all
    /// Those that run jobs.
    case workers
  }

  /// Makes background work.
  public init(
    _ name: String, on servers: Servers = .all, run: @escaping @Sendable () async throws -> Void
  ) {
    self.name = name
    self.servers = servers
    self.run = run
  }

  /// Does the work until the task is cancelled, once more after each failure, which the log tells.
  public func keepRunning(_ log: Logger) async {
    while !Task.isCancelled {
      do {
        try await run()
        return
      } catch is CancellationError {
        return
      } catch {
        log.warning(
          "background work failed and begins again",
          ["work": .string(name), "reason": .string("\(error)")])
        try? await Task.sleep(for: .seconds(1))
      }
    }
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
