import Foundation

/// What a process writes to one of its ends, as it comes.
final class ChildOutput: @unchecked Sendable {
  // Unchecked: `bytes` and `hasEnded` are guarded by `condition`.

  private let condition = NSCondition()
  private var bytes: [UInt8] = []
  private var hasEnded = false

  /// Reads a descriptor to its end, on a thread of its own, and closes it.
  init(_ descriptor: Int32) {
    Thread.detachNewThread { self.read(descriptor) }
  }

  /// Everything up to the end; waits for it.
  func text() -> String {
    condition.withLock {
      while !hasEnded { condition.wait() }
      return String(decoding: bytes, as: UTF8.self)
    }
  }

  /// What has come so far.
  var textSoFar: String { condition.withLock { String(decoding: bytes, as: UTF8.self) } }

  /// Waits for a whole line that contains a text.
  /// - Returns: the line; nil when the output ends or the seconds pass without one.
  func line(containing text: String, within seconds: TimeInterval) -> String? {
    let deadline = Date(timeIntervalSinceNow: seconds)
    return condition.withLock {
      while true {
        let whole = String(decoding: bytes, as: UTF8.self).split(
          separator: "\n", omittingEmptySubsequences: false
        ).dropLast()
        if let line = whole.first(where: { $0.contains(text) }) { return String(line) }
        if hasEnded || !condition.wait(until: deadline) { return nil }
      }
    }
  }

  private func read(_ descriptor: Int32) {
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = Foundation.read(descriptor, &buffer, buffer.count)
      if count < 0, errno == EINTR { continue }
      condition.withLock {
        if count > 0 { bytes += buffer[..<count] } else { hasEnded = true }
        condition.broadcast()
      }
      if count <= 0 { break }
    }
    close(descriptor)
  }
}
