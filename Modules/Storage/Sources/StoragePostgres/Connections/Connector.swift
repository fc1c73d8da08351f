internal import EventLoop
internal import Storage

/// Opens connections on threads of its own, for everyone.
struct Connector: Sendable {
  let parameters: ConnectionParameters
  let settings: SessionSettings
  let threads: BlockingPool

  /// - Throws: `StorageUnavailable`.
  func open() async throws -> ServerLink {
    try await threads.run { try ServerLink(parameters, settings) }
  }
}
