/// The answer to a statement that is sent together with a later one: `SQLExecutor.pending`.
public final class PendingRows {
  /// The rows, as soon as they have come.
  public private(set) var received: [Row]?
  private let send: () throws -> Void

  /// Rows that are there.
  public init(_ rows: [Row]) {
    received = rows
    send = {}
  }

  /// Rows that are to come.
  /// - Parameter send: has the statement sent, and `receive` called.
  public init(send: @escaping () throws -> Void) {
    self.send = send
  }

  /// The rows. If nothing was sent since the statement was given, it is sent now.
  /// - Throws: as `SQLExecutor.query` does; `StorageUnavailable` where the statement was undone
  ///   with its savepoint before it was sent.
  public func rows() throws -> [Row] {
    if received == nil { try send() }
    guard let received else {
      throw StorageUnavailable.unreachable("the statement was undone before it was sent")
    }
    return received
  }

  /// Takes the rows that have come.
  public func receive(_ rows: [Row]) {
    received = rows
  }
}
