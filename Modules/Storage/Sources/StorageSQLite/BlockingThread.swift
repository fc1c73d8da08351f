import CSQLite
import Glibc
import Storage

/// A thread for calls that wait for the disk.
enum BlockingThread {
  private final class Body {
    let name: String
    let run: @Sendable () -> Void

    init(_ name: String, _ run: @escaping @Sendable () -> Void) {
      self.name = name
      self.run = run
    }
  }

  /// Starts a thread that ends when `body` returns. The name is cut to 15 octets by the system.
  static func start(_ name: String, _ body: @escaping @Sendable () -> Void) throws {
    let context = Unmanaged.passRetained(Body(name, body))
    var thread = pthread_t()
    let code = pthread_create(
      &thread, nil,
      { context in
        guard let context else { return nil }
        let body = Unmanaged<Body>.fromOpaque(context).takeRetainedValue()
        csqlite_name_this_thread(body.name)
        body.run()
        return nil
      }, context.toOpaque())
    guard code == 0 else {
      context.release()
      throw StorageUnavailable.unreachable("cannot start a thread: \(SQLiteFile.reason(code))")
    }
    pthread_detach(thread)
  }

  /// Runs `body` on a thread of its own while the task is suspended.
  static func run<Value: Sendable>(
    _ name: String, _ body: @escaping @Sendable () throws -> Value
  ) async throws -> Value {
    try await withCheckedThrowingContinuation { continuation in
      do {
        try start(name) { continuation.resume(with: Result(catching: body)) }
      } catch {
        continuation.resume(throwing: error)
      }
    }
  }
}
