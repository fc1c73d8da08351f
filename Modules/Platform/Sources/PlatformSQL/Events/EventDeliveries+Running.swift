import Events
import Kernel
import Storage

extension EventDeliveries {
  /// How many events a server hands to subscribers at once.
  static let batch = 16

  /// Hands events to subscribers until the task is cancelled.
  /// - Parameter failed: told when a subscriber throws, of its name, the attempt and the error.
  /// - Throws: `CancellationError`, or the store's error: then it is to be begun again.
  public func run(
    failed: @escaping @Sendable (_ subscriber: String, _ attempt: Int, any Error) -> Void
  ) async throws {
    let bell = Doorbell()
    let listening = Task { [database] in
      for await _ in database.announcements(on: SQLTopicHistory.channel) { bell.ring() }
    }
    defer { listening.cancel() }
    while true {
      try Task.checkCancellation()
      if try await handOver(failed: failed) == 0 {
        await bell.wait(atMost: EventRelaying.interval)
      }
    }
  }

  /// Hands over what is due, up to a batch.
  /// - Returns: how many events it was.
  @discardableResult
  public func handOver(
    failed: @escaping @Sendable (_ subscriber: String, _ attempt: Int, any Error) -> Void
  ) async throws -> Int {
    let taken = try await take(atMost: Self.batch)
    try await withThrowingTaskGroup(of: Void.self) { group in
      for one in taken {
        group.addTask {
          guard let subscriber = subscriber(one.subscriber) else { return }
          do {
            try await subscriber.handle(one.event)
          } catch is CancellationError {
            throw CancellationError()
          } catch {
            failed(one.subscriber, one.attempt, error)
            return try await postpone(
              one, bySeconds: Self.pause(after: one.attempt), "\(error)")
          }
          try await finish(one)
        }
      }
      try await group.waitForAll()
    }
    return taken.count
  }

  /// Seconds before the next attempt: 1, 2, 4 … and at most ten minutes. It is tried until it
  /// succeeds: nobody else would make up for what a subscriber never did.
  static func pause(after attempt: Int) -> Int64 { min(1 << Int64(min(attempt - 1, 12)), 600) }
}
