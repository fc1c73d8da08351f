internal import Synchronization

/// Who waits, in this process, for what is announced on the channels of a database.
///
/// An announcement carries nothing but that there is something new: whoever hears it reads. Several
/// that nobody has heard yet are one.
public final class Announcements: Sendable {
  private struct State {
    var listeners: [String: [Int: AsyncStream<Void>.Continuation]] = [:]
    var last = 0
    var isClosed = false
  }

  private let state = Mutex(State())

  /// Nobody waits yet.
  public init() {}

  /// Announcements on a channel from now on; ends when `close` is called.
  public func stream(on channel: String) -> AsyncStream<Void> {
    AsyncStream(bufferingPolicy: .bufferingNewest(1)) { continuation in
      let listener = state.withLock { state -> Int? in
        guard !state.isClosed else { return nil }
        state.last += 1
        state.listeners[channel, default: [:]][state.last] = continuation
        return state.last
      }
      guard let listener else { return continuation.finish() }
      continuation.onTermination = { [weak self] _ in self?.remove(listener, from: channel) }
    }
  }

  /// Tells everybody who waits on a channel.
  public func announce(_ channel: String) {
    let waiting = state.withLock { Array(($0.listeners[channel] ?? [:]).values) }
    for continuation in waiting { continuation.yield() }
  }

  /// Ends every stream, and those that are asked for later.
  public func close() {
    let waiting = state.withLock { state in
      defer { (state.listeners, state.isClosed) = ([:], true) }
      return state.listeners.values.flatMap(\.values)
    }
    for continuation in waiting { continuation.finish() }
  }

  private func remove(_ listener: Int, from channel: String) {
    state.withLock { state in
      state.listeners[channel]?[listener] = nil
      if state.listeners[channel]?.isEmpty == true { state.listeners[channel] = nil }
    }
  }
}
