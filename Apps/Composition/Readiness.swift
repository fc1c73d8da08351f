import ContextKit
import Databases
import EventLoop
import Observability
import Synchronization

extension Assembly {
  /// What keeps the server from taking requests, in a sentence: a store that is not ready, or a
  /// context's health check that fails or has no answer within two seconds. Nil where nothing does.
  public func obstacle() async -> String? {
    let unready = await stores.firstUnready()
    if let unready { readinessLog.note(unready, in: log) } else { readinessLog.clear() }
    if let unready {
      return "The store of \(unready.contexts.joined(separator: ", ")) is not ready: "
        + "\(unready.cause)."
    }
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

/// Tells in the log why a store is not ready: once, and not at every probe.
final class ReadinessLog: Sendable {
  private let last = Mutex<UnreadyStore?>(nil)

  func note(_ unready: UnreadyStore, in log: Logger) {
    let isNew = last.withLock { last in
      defer { last = unready }
      return last?.cause != unready.cause || last?.contexts != unready.contexts
    }
    guard isNew else { return }
    log.error(
      "a store is not ready",
      [
        "contexts": .string(unready.contexts.joined(separator: ", ")),
        "reason": .string(unready.reason),
      ])
  }

  func clear() { last.withLock { $0 = nil } }
}
