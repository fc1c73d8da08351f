public import Kernel
public import Observability
public import Ports
private import Synchronization

/// A bounded queue of mails in memory, which are written and sent one after the other.
public final class MailQueue: Mailer {
  /// How often a mail is tried.
  private static let attempts = 4

  private let waiting = Mutex<[@Sendable () async throws -> Mail?]>([])
  private let signal: AsyncStream<Void>
  private let ring: AsyncStream<Void>.Continuation
  private let transport: any MailTransport
  private let from: String
  private let limit: Int
  private let clock: any WallClock
  private let random: any RandomSource
  private let log: Logger
  private let pause: @Sendable (Int) async throws -> Void

  /// A queue of up to `limit` mails.
  /// - Parameters:
  ///   - from: who sends them, an address or a name with the address in angle brackets.
  ///   - pause: waits before another attempt; by default 2, 4 and 8 seconds.
  public init(
    transport: any MailTransport, from: String, limit: Int = 1_000, clock: any WallClock,
    random: any RandomSource, log: Logger,
    pause: @escaping @Sendable (Int) async throws -> Void = { attempt in
      try await Task.sleep(for: .seconds(1 << attempt))
    }
  ) {
    (self.transport, self.from, self.limit) = (transport, from, limit)
    (self.clock, self.random, self.log, self.pause) = (clock, random, log, pause)
    (signal, ring) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
  }

  /// Adds a mail that is yet to be written. If the queue is full, drops it with a warning.
  public func post(_ compose: @escaping @Sendable () async throws -> Mail?) {
    let isTaken = waiting.withLock { waiting in
      guard waiting.count < limit else { return false }
      waiting.append(compose)
      return true
    }
    guard isTaken else { return log.warning("a mail was dropped: too many wait") }
    ring.yield()
  }

  /// Sends mails until the task is cancelled.
  public func run() async throws {
    for await _ in signal { await drain() }
    try Task.checkCancellation()
  }

  /// Sends the mails that wait now.
  public func drain() async {
    while let compose = next() {
      do {
        guard let mail = try await compose() else { continue }
        try await send(mail)
      } catch is CancellationError {
        return
      } catch {
        log.error("a mail was not sent", ["reason": .string("\(error)")])
      }
    }
  }

  private func next() -> (@Sendable () async throws -> Mail?)? {
    waiting.withLock { $0.isEmpty ? nil : $0.removeFirst() }
  }

  private func send(_ mail: Mail) async throws {
    let message = MailMessage(mail, from: from, id: random.bytes(16), at: clock.now())
    for attempt in 1..<Self.attempts {
      do {
        return try await transport.deliver(message)
      } catch {
        log.warning("a mail is tried again", ["reason": .string("\(error)")])
        try await pause(attempt)
      }
    }
    try await transport.deliver(message)
  }
}
