import Events
public import Kernel
public import Storage

/// Hands events on, of every database of a server, as long as it runs.
public struct EventRelaying: Sendable {
  let relay: EventRelay

  /// The interval at which a server looks for events that nobody has announced.
  static let interval: Duration = .seconds(1)
  /// How long events gather after others were handed on. What is published while nothing else is
  /// does not wait for it.
  static let gathering: Duration = .milliseconds(10)
  /// How long a server leaves events to the one that has handed on those before.
  static let patience: Duration = .milliseconds(150)

  /// A relay over the databases of a program.
  /// - Parameters:
  ///   - platform: the platform's own database.
  ///   - databases: every database that contexts keep their data in.
  ///   - hooks: whom events go to besides topics.
  ///   - clock: the machine's time.
  ///   - retention: how much of a topic's history is kept, asked whenever something is removed.
  /// - Throws: the store's error.
  public init(
    platform: any Database, databases: [any Database], hooks: [any EventHook],
    clock: any WallClock, ids: any IDSource,
    retention: @escaping @Sendable () -> TopicRetention = { TopicRetention() }
  ) async throws {
    var outboxes = try await Outbox.all(of: platform, isOwn: true)
    // The platform's database is among them where contexts keep their data in it, too.
    for database in databases where (database as AnyObject) !== (platform as AnyObject) {
      outboxes += try await Outbox.all(of: database, isOwn: false)
    }
    relay = EventRelay(
      platform: platform, outboxes: outboxes, hooks: hooks,
      server: ids.make(RelayedEvent.self).description,
      witness: try await HistoryWitness(of: platform), clock: clock, ids: ids,
      retention: retention)
  }

  /// Hands events on until the task is cancelled. What fails at one database holds up no other.
  /// - Parameter failed: told of what fails; it is begun again after a second.
  /// - Throws: `CancellationError`.
  public func run(failed: @escaping @Sendable (any Error) -> Void) async throws {
    try await withThrowingTaskGroup(of: Void.self) { group in
      for outbox in relay.outboxes {
        group.addTask {
          while true {
            do {
              try await run(outbox)
            } catch is CancellationError {
              throw CancellationError()
            } catch {
              failed(error)
              try await Task.sleep(for: Self.interval)
            }
          }
        }
      }
      try await group.waitForAll()
    }
  }

  /// Hands on everything that waits now, whoever else does so: for tests, and for a program that is
  /// about to look at the result.
  public func handOnAll() async throws {
    for outbox in relay.outboxes {
      while try await relay.round(of: outbox, insists: true) != .idle {}
    }
  }

  private func run(_ outbox: Outbox) async throws {
    let bell = Doorbell()
    let listening = Task {
      for await _ in outbox.database.announcements(on: PublishedEvent.channel) { bell.ring() }
    }
    defer { listening.cancel() }
    while true {
      try Task.checkCancellation()
      switch try await relay.round(of: outbox, insists: false) {
      case .idle: await bell.wait(atMost: Self.interval)
      case .handedOn(andMore: true): continue
      case .handedOn(andMore: false): try await Task.sleep(for: Self.gathering)
      case .overtaken: await bell.wait(atMost: Self.patience)
      case .led:
        try await Task.sleep(for: Self.patience)
        _ = try await relay.round(of: outbox, insists: true)
      }
    }
  }
}

/// Removes what is kept of events that were handed on.
public enum EventSweep {
  /// Removes what a database's topics have beyond their retention.
  /// - Returns: how many events were removed.
  @discardableResult
  public static func topics(
    in database: any Database, beyond retention: TopicRetention, at now: Instant
  ) async throws -> Int {
    try await TopicRows.removeOld(before: now.adding(seconds: -retention.seconds), in: database)
  }
}
