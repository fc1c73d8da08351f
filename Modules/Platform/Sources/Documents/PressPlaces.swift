internal import Synchronization

/// How many documents may be under way. Who finds all places taken waits for one, behind those who
/// came before. A reader who took nothing of a document for too long gives way to them: slow
/// readers keep nobody out.
final class PressPlaces: Sendable {
  fileprivate struct State {
    var free: Int
    /// Those whose reader is waited for.
    var reading: [ObjectIdentifier: Place] = [:]
    /// Those who want a place, the first first.
    var newcomers: [Newcomer] = []
    var lastNewcomer = 0
  }

  fileprivate struct Newcomer {
    let number: Int
    let turn: UnsafeContinuation<Bool, Never>
  }

  private let state: Mutex<State>
  private let patience: Duration
  private let queueLimit: Int

  /// - Parameters:
  ///   - count: how many may be under way.
  ///   - queue: how many may wait for a place.
  ///   - patience: how long a reader may take nothing and keep a place that is wanted, and how long
  ///     a newcomer waits for one.
  init(_ count: Int, queue: Int, patience: Duration) {
    state = Mutex(State(free: count))
    queueLimit = queue
    self.patience = patience
  }

  /// Takes a place, or waits for one.
  /// - Throws: `PressBusy` where none came free, or too many wait already.
  func take() async throws(PressBusy) -> Place {
    let mayHave = await withUnsafeContinuation { turn in
      let (answer, number) = state.withLock { $0.ask(turn, upTo: queueLimit) }
      if let answer { return turn.resume(returning: answer || reclaim()) }
      Task.detached { [self, patience] in
        try? await Task.sleep(for: patience)
        expire(number)
      }
      if reclaim() { leave() }
    }
    guard mayHave else { throw PressBusy() }
    return Place(self)
  }

  /// Gives a place to who is next.
  private func leave() {
    let next = state.withLock { state in
      if state.newcomers.isEmpty {
        state.free += 1
        return nil as Newcomer?
      }
      return state.newcomers.removeFirst()
    }
    next?.turn.resume(returning: true)
  }

  /// Ends the wait of a newcomer who has waited for too long: with the place of a reader who has
  /// done so as well, or with none.
  private func expire(_ number: Int) {
    let late = state.withLock { state in
      state.newcomers.firstIndex { $0.number == number }.map { state.newcomers.remove(at: $0) }
    }
    if let late { late.turn.resume(returning: reclaim()) }
  }

  /// Takes the place of the reader who has been waited for the longest.
  private func reclaim() -> Bool {
    let now = ContinuousClock.now
    let slowest = state.withLock { state in
      let slowest = state.reading.values.filter { now - $0.since >= patience }
        .min { $0.since < $1.since }
      if let slowest { state.reading[ObjectIdentifier(slowest)] = nil }
      return slowest
    }
    return slowest?.giveWay() ?? false
  }

  private func add(_ place: Place) {
    state.withLock { $0.reading[ObjectIdentifier(place)] = place }
  }

  private func remove(_ place: Place) {
    state.withLock { $0.reading[ObjectIdentifier(place)] = nil }
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
      left?.leave()
    }

    /// Waits for the reader to take something, unless somebody else gets the place meanwhile.
    /// - Throws: `ReaderTooSlow` then, or what `body` throws.
    func wait(for body: @escaping @Sendable () async throws -> Void) async throws {
      guard let places = state.withLock({ $0.places }) else { throw ReaderTooSlow() }
      try await withUnsafeThrowingContinuation { continuation in
        state.withLock { ($0.since, $0.waiting) = (.now, continuation) }
        places.add(self)
        Task.detached { [self] in
          let result: Result<Void, any Error>
          do {
            result = .success(try await body())
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

extension PressPlaces.State {
  /// - Returns: whether there is a place, or nil where it is waited for, by this number.
  fileprivate mutating func ask(
    _ turn: UnsafeContinuation<Bool, Never>, upTo limit: Int
  ) -> (Bool?, Int) {
    if free > 0 {
      free -= 1
      return (true, 0)
    }
    guard newcomers.count < limit else { return (false, 0) }
    lastNewcomer += 1
    newcomers.append(PressPlaces.Newcomer(number: lastNewcomer, turn: turn))
    return (nil, lastNewcomer)
  }
}

/// Whoever read a document was so slow that somebody else has got the place.
struct ReaderTooSlow: Error, CustomStringConvertible {
  var description: String { "its reader was too slow, and others wanted a place" }
}
