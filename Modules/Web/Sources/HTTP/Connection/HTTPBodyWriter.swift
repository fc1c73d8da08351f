/// Sends a streamed body. `write` waits while the client is behind, so a stream holds no more
/// than a bounded part of it in memory.
public struct HTTPBodyWriter: Sendable {
  private let sink: any BodySink

  init(_ sink: any BodySink) {
    self.sink = sink
  }

  /// Makes a writer for a stream that goes over no wire: for tests.
  public init(collecting append: @escaping @Sendable ([UInt8]) -> Void) {
    sink = CollectingSink(append: append)
  }

  /// Sends a piece; an empty one is ignored.
  /// - Throws: `BodyError.disconnected` when the client went away or reads too slowly.
  public func write(_ bytes: [UInt8]) async throws(BodyError) {
    if bytes.isEmpty { return }
    try await sink.write(bytes)
  }
}

/// Where a streamed body goes.
protocol BodySink: Sendable {
  func write(_ bytes: [UInt8]) async throws(BodyError)
}

private struct CollectingSink: BodySink {
  let append: @Sendable ([UInt8]) -> Void

  func write(_ bytes: [UInt8]) async throws(BodyError) {
    append(bytes)
  }
}
