import Storage
import StoragePostgres

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

extension Stores {
  /// How the replicas of every store stand.
  public var replicas: [ReplicaHealth] {
    all.flatMap { store in
      store.replicas.enumerated().map { index, status in
        ReplicaHealth(
          contexts: store.contexts, number: index + 1, state: status.state.rawValue,
          secondsBehind: status.secondsBehind)
      }
    }
  }
}

extension Stores.Store {
  /// How the replicas stand, in the order in which the configuration names them.
  var replicas: [ReplicaStatus] { (database as? PostgresDatabase)?.replicaStatuses ?? [] }
}
