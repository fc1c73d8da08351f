internal import EventLoop
internal import Storage
internal import Synchronization

/// Opens connections on threads of its own, for everyone.
struct Connector: Sendable {
  let parameters: ConnectionParameters
  let settings: SessionSettings
  let threads: BlockingPool
  var isCut = ConnectorCut()

  /// - Throws: `StorageUnavailable`.
  func open() async throws -> ServerLink {
    try await threads.run { [self] in
      // Whoever stood before it may have waited for as long as one may.
      guard !isCut.value.load(ordering: .relaxed) else {
        throw StorageUnavailable.unreachable("it is closed")
      }
      return try ServerLink(parameters, settings)
    }
  }
}

/// Whether connections are opened no more.
final class ConnectorCut: Sendable {
  let value = Atomic(false)
}
