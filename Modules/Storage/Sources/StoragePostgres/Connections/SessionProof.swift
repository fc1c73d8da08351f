internal import CPostgres
internal import Glibc
internal import Storage

/// Shows that a session stays with the connection that began it.
///
/// Behind a pooler in transaction mode it does not: what was prepared, set, listened to or locked
/// is with somebody else a moment later. A pooler gives its clients process numbers of its own,
/// which is how it shows; its mode shows by a notification. That reaches a connection that is
/// between two transactions only if the session is still its own.
enum SessionProof {
  /// How long the notification may take, in nanoseconds.
  private static let patience: Int64 = 3_000_000_000

  /// Sends a notification from `other` and waits for it on `link`. Blocks.
  ///
  /// - Throws: `StorageUnavailable.unreachable` that says what is wrong with the pooler.
  static func run(on link: ServerLink, from other: ServerLink) throws(StorageUnavailable) {
    let channel = "atrium_\(UInt64.random(in: 0...UInt64.max))"
    try outsidePipeline(link, "LISTEN \(channel)")
    try outsidePipeline(other, "NOTIFY \(channel)")
    guard awaitNotification(on: link) else {
      throw .unreachable(
        "a pooler stands before it that hands sessions on between transactions, as pgbouncer does "
          + "with pool_mode = transaction or statement; it must be pool_mode = session, as in "
          + "Deploy/pgbouncer.ini")
    }
    try outsidePipeline(link, "UNLISTEN \(channel)")
  }

  private static func outsidePipeline(
    _ link: ServerLink, _ statement: String
  ) throws(StorageUnavailable) {
    guard PQexitPipelineMode(link.handle) == 1 else { throw .unreachable(link.errorText) }
    defer { _ = PQenterPipelineMode(link.handle) }
    let result = PQexec(link.handle, statement)
    defer { PQclear(result) }
    guard PQresultStatus(result) == PGRES_COMMAND_OK else { throw .unreachable(link.errorText) }
  }

  private static func awaitNotification(on link: ServerLink) -> Bool {
    let deadline = monotonicNanoseconds() + patience
    while true {
      _ = PQconsumeInput(link.handle)
      if let notification = PQnotifies(link.handle) {
        PQfreemem(notification)
        return true
      }
      let left = deadline - monotonicNanoseconds()
      guard left > 0, !link.isBroken else { return false }
      var waiting = pollfd(fd: PQsocket(link.handle), events: Int16(POLLIN), revents: 0)
      _ = poll(&waiting, 1, Int32(left / 1_000_000) + 1)
    }
  }
}
