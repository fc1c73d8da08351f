import Glibc
import Synchronization

/// A destination of log lines.
public protocol LogSink: Sendable {
  /// Takes one line, its line feed included, whole and from any thread.
  func write(_ line: [UInt8])
}

/// Writes each line with one `write(2)`, so that lines of several threads and processes do not
/// run into each other. A line that cannot be written is lost: the log never stops the work.
public struct FileDescriptorSink: LogSink {
  private let descriptor: Int32

  /// Writes to an open file descriptor; standard error unless told.
  public init(_ descriptor: Int32 = 2) { self.descriptor = descriptor }

  /// Whether a person is looking.
  public var isTerminal: Bool { isatty(descriptor) == 1 }

  /// Writes the line; interrupted and short writes are continued.
  public func write(_ line: [UInt8]) {
    line.withUnsafeBytes { buffer in
      var rest = buffer[...]
      while !rest.isEmpty {
        let written = Glibc.write(
          descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
        if written < 0, errno == EINTR { continue }
        guard written > 0 else { return }
        rest = rest.dropFirst(written)
      }
    }
  }
}

/// Keeps the lines, for tests that read them.
public final class CollectedLog: LogSink {
  private let collected = Mutex<[String]>([])

  /// An empty log.
  public init() {}

  /// The lines so far, without their line feeds.
  public var lines: [String] { collected.withLock { $0 } }

  /// Keeps a line.
  public func write(_ line: [UInt8]) {
    let text = String(decoding: line.last == 0x0A ? line.dropLast() : line[...], as: UTF8.self)
    collected.withLock { $0.append(text) }
  }
}
