import ContextKit
import Databases
import EventLoop
import Observability
import Synchronization

extension Assembly {
  /// What keeps the server from taking requests, in a sentence: a store that is not ready, or a
  /// context's health check that fails or has no answer within two seconds. Nil where nothing does.
  public func obstacle() async -> String? {
    if let unready = await stores.firstUnready() {
      let obstacle =
        "The store of \(unready.contexts.joined(separator: ", ")) is not ready: "
        + "\(unready.cause)."
      readinessLog.note(obstacle, because: unready.reason, in: log)
      return obstacle
    }
    let obstacle = await failingCheck()
    readinessLog.note(obstacle, because: obstacle ?? "", in: log)
    return obstacle
  }

  private func failingCheck() async -> String? {
    let offers = contexts.offers
    guard !offers[HealthCheckOffer.self].isEmpty, let loop = EventLoop.current else { return nil }
    do {
      return try await loop.waiting(atMost: .seconds(2)) { await offers.firstFailingCheck() }
        .map { "The health check \($0) fails." }
    } catch {
      return "Health checks do not answer."
    }
  }

  /// Brings the metrics of the databases up to date, before they are shown.
  public func measureStores() {
    replicaMetrics.measure(stores)
    lockMetrics.measure(stores)
  }
}

/// Tells in the log why the server is not ready, and when it is again: once, and not at every
/// probe.
final class ReadinessLog: Sendable {
  private let last = Mutex<String?>(nil)

  /// - Parameters:
  ///   - obstacle: what anybody may be told; nil where nothing is in the way.
  ///   - reason: the same with all that is known: who probes need not know where files are.
  func note(_ obstacle: String?, because reason: String, in log: Logger) {
    let isNew = last.withLock { last in
      defer { last = obstacle }
      return last != obstacle
    }
    guard isNew else { return }
    if obstacle == nil {
      log.info("the server is ready again")
    } else {
      log.error("the server is not ready", ["reason": .string(reason)])
    }
  }
}
