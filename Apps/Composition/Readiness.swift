import ContextKit
import Storage

extension Assembly {
  /// What keeps the server from taking requests, in a sentence: a store that is not ready, or a
  /// context's health check that fails or has no answer within two seconds. Nil where nothing does.
  public func obstacle() async -> String? {
    if let contexts = await stores.firstUnready() {
      return "The store of \(contexts) is not ready."
    }
    let offers = contexts.offers
    do {
      return try await Stores.inTime { await offers.firstFailingCheck() }.map {
        "The health check \($0) fails."
      }
    } catch {
      return "Health checks do not answer."
    }
  }

  /// How the replicas of every store stand.
  public var replicas: [ReplicaHealth] {
    stores.all.flatMap { store in
      store.replicas.enumerated().map { index, status in
        ReplicaHealth(
          contexts: store.contexts, number: index + 1, state: status.state.rawValue,
          secondsBehind: status.secondsBehind)
      }
    }
  }
}

/// How one replica stands.
public struct ReplicaHealth: Sendable {
  /// The contexts whose reads it answers.
  public let contexts: [String]
  /// Its place in the configuration, counted from 1: who asks need not know where it is.
  public let number: Int
  /// One of `states`.
  public let state: String
  /// Up to how long ago it is known to have replayed everything; nil when that is not known.
  public let secondsBehind: Double?

  /// What a replica's state may be.
  public static let states = ReplicaStatus.State.allCases.map(\.rawValue)
}
