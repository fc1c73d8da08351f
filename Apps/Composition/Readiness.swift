import ContextKit
import Databases
import EventLoop

extension Assembly {
  /// What keeps the server from taking requests, in a sentence: a store that is not ready, or a
  /// context's health check that fails or has no answer within two seconds. Nil where nothing does.
  public func obstacle() async -> String? {
    if let contexts = await stores.firstUnready() {
      return "The store of \(contexts) is not ready."
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

  /// Brings the metrics of the replicas up to date, before they are shown.
  public func measureReplicas() { replicaMetrics.measure(stores) }
}
