internal import Synchronization

/// How many documents may be under way. Where all places are taken, whoever has taken nothing of
/// their document for too long gives way to a newcomer: slow readers keep nobody out.
final class PressPlaces: Sendable {
  private struct State {
    var free: Int
    /// Those whose reader is waited for.
    var waiting: [ObjectIdentifier: Place] = [:]
  }

  private let state: Mutex<State>
  private let patience: Duration

  /// - Parameter patience: how long a reader may take nothing and keep a place that is wanted.
  init(_ count: Int, patience: Duration) {
    state = Mutex(State(free: count))
    self.patience = patience
  }

  func take() throws(PressBusy) -> Place {
    let isFree = state.withLock { state in
      guard state.free > 0 else { return false }
      state.free -= 1
      return true
    }
    guard isFree || reclaim() else { throw PressBusy() }
    return Place(self)
  }

  /// Takes the place of the reader who has been waited for the longest.
  private func reclaim() -> Bool {
    let now = ContinuousClock.now
    let slowest = state.withLock { state in
      let slowest = state.waiting.values.filter { now - $0.since >= patience }
        .min { $0.since < $1.since }
      if let slowest { state.waiting[ObjectIdentifier(slowest)] = nil }
      return slowest
    }
    return slowest?.giveWay() ?? false
  }

  private func add(_ place: Place) {
    state.withLock { $0.waiting[ObjectIdentifier(place)] = place }
  }

  private func remove(_ place: Place) {
    state.withLock { $0.waiting[ObjectIdentifier(place)] = nil }
  }

  /// A place, free again once it is left, or once nobody holds it.
  final class Place: Sendable {
    private struct State {
      var places: PressPlaces?
      var since = ContinuousClock.now
      var waiting: UnsafeContinuation<Void, any Error>?
    }

    private let state: Mutex<State>

    fileprivate init(_ places: PressPlaces) {
      state = Mutex(State(places: places))
    }

    deinit {
      leave()
    }

    /// Since when its reader is waited for.
    fileprivate var since: ContinuousClock.Instant { state.withLock { $0.since } }

    func leave() {
      let left = state.withLock { $0.places.take() }
      left?.state.withLock { $0.free += 1 }
    }

    /// Waits for the reader to take something, unless somebody else gets the place meanwhile.
    /// - Throws: `ReaderTooSlow` then, or what `write` throws.
    func wait(for write: @escaping @Sendable () async throws -> Void) async throws {
      guard let places = state.withLock({ $0.places }) else { throw ReaderTooSlow() }
      try await withUnsafeThrowingContinuation { continuation in
        state.withLock { ($0.since, $0.waiting) = (.now, continuation) }
        places.add(self)
        Task.detached { [self] in
          let result: Result<Void, any Error>
          do {
            result = .success(try await write())
          } catch {
            result = .failure(error)
          }
          places.remove(self)
          settle(result)
        }
      }
    }

    /// Gives up the reader, so that the place is another one's.
    /// - Returns: false where the reader has gone on in the meantime.
    fileprivate func giveWay() -> Bool {
      let waiting = state.withLock { state in
        guard state.waiting != nil else { return nil as UnsafeContinuation<Void, any Error>? }
        state.places = nil
        return state.waiting.take()
      }
      waiting?.resume(throwing: ReaderTooSlow())
      return waiting != nil
    }

    private func settle(_ result: Result<Void, any Error>) {
      let waiting = state.withLock { $0.waiting.take() }
      waiting?.resume(with: result)
    }
  }
}

/// Whoever read a document was so slow that somebody else has got the place.
struct ReaderTooSlow: Error, CustomStringConvertible {
  var description: String { "its reader was too slow, and others wanted a place" }
}
