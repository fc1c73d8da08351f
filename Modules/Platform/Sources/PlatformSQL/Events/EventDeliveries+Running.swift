import Events
import Kernel
import Storage
import Synchronization

extension EventDeliveries {
  /// How many events a server hands to one subscriber at once.
  static let places = 8
  /// The interval at which it is looked how much waits.
  static let upkeep: Duration = .seconds(15)

  /// Hands events to subscribers until the task is cancelled.
  /// - Parameters:
  ///   - looked: told now and then of what waits for each subscriber.
  ///   - failed: told when a subscriber throws or takes too long, or when what it did cannot be
  ///     noted: of its name, the attempt and the error.
  /// - Throws: `CancellationError`, or the store's error: then it is to be begun again.
  public func run(
    looked: @escaping @Sendable ([EventsWaiting]) -> Void = { _ in },
    failed: @escaping @Sendable (_ subscriber: String, _ attempt: Int, any Error) -> Void
  ) async throws {
    let bell = Doorbell()
    let listening = Task { [database] in
      for await _ in database.announcements(on: SQLTopicHistory.channel) { bell.ring() }
    }
    defer { listening.cancel() }
    let places = EventPlaces(each: Self.places)
    try await withThrowingDiscardingTaskGroup { group in
      group.addTask {
        while true {
          // A store that does not answer is reported by those who hand events over.
          try? await advanceLines()
          if let waiting = try? await waiting() { looked(waiting) }
          try await Task.sleep(for: Self.upkeep)
        }
      }
      while true {
        try Task.checkCancellation()
        let taken = try await take(into: places)
        for one in taken {
          group.addTask {
            await handOver(one, failed: failed)
            places.leave(one.subscriber)
            bell.ring()
          }
        }
        if taken.isEmpty { await bell.wait(atMost: EventRelaying.interval) }
      }
    }
  }

  /// Hands over what is due now, as much as there are places for, and waits for all of it.
  /// - Returns: how many events it was.
  @discardableResult
  public func handOver(
    failed: @escaping @Sendable (_ subscriber: String, _ attempt: Int, any Error) -> Void
  ) async throws -> Int {
    let taken = try await take(into: EventPlaces(each: Self.places))
    await withDiscardingTaskGroup { group in
      for one in taken { group.addTask { await handOver(one, failed: failed) } }
    }
    return taken.count
  }

  /// Takes what is due for each subscriber, up to its free places, and takes these.
  private func take(into places: EventPlaces) async throws -> [Taken] {
    let free = names.filter { places.free(for: $0) > 0 }
    guard !free.isEmpty else { return [] }
    var taken: [Taken] = []
    for name in try await due(among: free) {
      let some = try await take(for: name, atMost: places.free(for: name))
      places.enter(name, some.count)
      taken += some
    }
    return taken
  }

  private func handOver(
    _ one: Taken, failed: @Sendable (_ subscriber: String, _ attempt: Int, any Error) -> Void
  ) async {
    guard let subscriber = subscriber(one.subscriber) else { return }
    do {
      do {
        try await withTimeLimit(limit) { try await subscriber.handle(one.event) }
      } catch {
        // When the server ends, the subscriber has not failed; when it gives up by itself, it has.
        if Task.isCancelled { return }
        failed(one.subscriber, one.attempt, error)
        return try await postpone(one, bySeconds: Self.pause(after: one.attempt), "\(error)")
      }
      try await finish(one)
    } catch {
      // The event comes again when nobody has it any more.
      if !Task.isCancelled { failed(one.subscriber, one.attempt, error) }
    }
  }

  /// Seconds before the next attempt: 1, 2, 4 … and at most ten minutes. It is tried until it
  /// succeeds: nobody else would make up for what a subscriber never did.
  static func pause(after attempt: Int) -> Int64 {
    min(1 << Int64(min(attempt - 1, 12)), longestPause)
  }

  /// The longest pause, in seconds.
  static let longestPause: Int64 = 600
}

/// How many events a server is handing to each subscriber.
private final class EventPlaces: Sendable {
  private let taken = Mutex<[String: Int]>([:])
  private let each: Int

  init(each: Int) {
    self.each = each
  }

  func free(for subscriber: String) -> Int {
    each - taken.withLock { $0[subscriber, default: 0] }
  }

  func enter(_ subscriber: String, _ count: Int) {
    taken.withLock { $0[subscriber, default: 0] += count }
  }

  func leave(_ subscriber: String) { enter(subscriber, -1) }
}
