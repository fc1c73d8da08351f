import EventLoop
public import Observability

/// Gathers the lines that a loop writes in one turn and hands them on together, with one system
/// call where each would have had its own. A process that is killed loses the lines of that turn.
public final class TurnSink: LogSink, @unchecked Sendable {
  // Unchecked: each loop's buffer is touched on its own thread only.

  /// More than this is not held back.
  private static let largest = 65_536

  private final class Buffer {
    var bytes: [UInt8] = []
  }

  private let target: any LogSink
  private let buffers: [Buffer]

  /// Gathers for loops with the indexes from 0 to `loops`.
  public init(_ target: any LogSink, loops: Int) {
    self.target = target
    buffers = (0..<loops).map { _ in Buffer() }
  }

  /// Takes a line.
  public func write(_ line: [UInt8]) {
    guard let loop = EventLoop.current, buffers.indices.contains(loop.index) else {
      target.write(line)
      return
    }
    let buffer = buffers[loop.index]
    if buffer.bytes.isEmpty { loop.atEndOfTurn { self.flush(loop.index) } }
    buffer.bytes += line
    if buffer.bytes.count > Self.largest { flush(loop.index) }
  }

  private func flush(_ index: Int) {
    guard !buffers[index].bytes.isEmpty else { return }
    target.write(buffers[index].bytes)
    buffers[index].bytes.removeAll(keepingCapacity: true)
  }
}
