internal import EventLoop
internal import Storage

/// Listens, on one connection of one loop, for whoever in this process wants to hear of a channel.
final class Notifications: @unchecked Sendable {
  // Unchecked: confined to the loop's thread, but for `stream` and `close`.

  private let pool: StatementPool
  private var listeners: [String: [Int: AsyncStream<String>.Continuation]] = [:]
  private var lastListener = 0
  private var isClosed = false

  /// Payloads that a slow listener may leave unread; the oldest give way.
  private static let backlog = 1_024

  init(_ pool: StatementPool) {
    self.pool = pool
    pool.loop.execute { [self] in
      pool.notified = { [weak self] channel, payload in self?.deliver(payload, to: channel) }
      pool.lostConnection = { [weak self] in self?.listenAgain() }
    }
  }

  func stream(_ channel: String) -> AsyncStream<String> {
    AsyncStream(bufferingPolicy: .bufferingNewest(Self.backlog)) { continuation in
      pool.loop.execute { [self] in
        lastListener += 1
        let listener = lastListener
        continuation.onTermination = { [weak self] _ in
          guard let self else { return }
          pool.loop.execute { self.remove(listener, from: channel) }
        }
        add(continuation, listener, to: channel)
      }
    }
  }

  /// Gives up the connection. Callable from anywhere.
  func cut() { pool.cut(forGood: true) }

  func close() async {
    await withUnsafeContinuation { (done: UnsafeContinuation<Void, Never>) in
      pool.loop.execute { [self] in
        isClosed = true
        for continuation in listeners.values.flatMap(\.values) { continuation.finish() }
        listeners = [:]
        done.resume()
      }
    }
    await pool.close()
  }

  private func add(
    _ continuation: AsyncStream<String>.Continuation, _ listener: Int, to channel: String
  ) {
    guard !isClosed else { return continuation.finish() }
    listeners[channel, default: [:]][listener] = continuation
    // Others may listen already: saying it again does no harm, and its answer starts this one.
    listen(to: channel)
  }

  private func remove(_ listener: Int, from channel: String) {
    guard listeners[channel]?.removeValue(forKey: listener) != nil,
      listeners[channel]?.isEmpty == true
    else { return }
    listeners[channel] = nil
    pool.loop.spawn { [pool] in _ = try? await pool.run(Self.statement("UNLISTEN", channel)) }
  }

  private func deliver(_ payload: String, to channel: String) {
    guard let continuations = listeners[channel]?.values else { return }
    for continuation in continuations { continuation.yield(payload) }
  }

  private func listenAgain() {
    for channel in listeners.keys { listen(to: channel) }
  }

  private func listen(to channel: String) {
    pool.loop.spawn { [self] in
      do {
        _ = try await pool.run(Self.statement("LISTEN", channel))
        deliver("", to: channel)
      } catch {
        // The pool has waited already; a second more keeps a refusal from becoming a busy loop.
        pool.loop.schedule(after: .seconds(1)) { [weak self] in
          guard let self, !isClosed, listeners[channel] != nil else { return }
          listen(to: channel)
        }
      }
    }
  }

  private static func statement(_ verb: String, _ channel: String) -> SQL {
    // A name cannot be bound; doubled quotes keep whatever it holds a name.
    SQL(verbatim: "\(verb) \"\(channel.replacing("\"", with: "\"\""))\"")
  }
}
