public import Kernel
private import Synchronization

/// Reads the revocations of all servers from the store into the list of this server.
///
/// A revocation gets its number when it is written and becomes visible when its transaction
/// commits, so a smaller number may appear after a greater one. The feed therefore reads those
/// above the greatest it has seen, and those that it found missing below, for `overlap` polls: a
/// revocation is missed only if its transaction takes longer than that. What was read is not read
/// again, so a poll costs as much as there is news, however many sessions end in a minute. Because
/// the feed counts polls instead of comparing clocks, it does not matter how far the clocks of
/// servers differ.
public final class RevocationFeed: Sendable {
  /// For how many polls a missing revocation is looked for; at 250 ms a poll, one minute.
  public static let overlap = 240
  /// The milliseconds between two polls: a quarter of the second within which a session's end must
  /// reach every server, which leaves the rest for a slow disk or a busy processor.
  public static let interval: Int64 = 250

  private struct Progress {
    var seen = SeenNumbers(patience: RevocationFeed.overlap)
    /// When it was last read.
    var readAt: Instant?
  }

  private let source: any RevocationSource
  private let revocations: RevocationList
  private let clock: any WallClock
  private let progress = Mutex(Progress())

  /// Makes a feed that has read nothing yet.
  public init(source: any RevocationSource, revocations: RevocationList, clock: any WallClock) {
    self.source = source
    self.revocations = revocations
    self.clock = clock
  }

  /// Reads once. The first poll reads everything that concerns tokens which have not expired. After
  /// a time without the store, a poll also reads everything since then, because sockets outlive the
  /// tokens that opened them.
  public func poll() async throws {
    let now = clock.now()
    let (seen, readAt) = progress.withLock { ($0.seen, $0.readAt) }
    let news = try await source.revocations(after: seen.greatest, orAmong: seen.missing)
    let since = min(now, readAt ?? now).adding(seconds: -revocations.horizon)
    for stored in news where stored.at >= since {
      revocations.post(stored.revocation, at: stored.at)
    }
    let numbers = news.map(\.sequence)
    let polls = progress.withLock { progress in
      progress.seen.endPoll(seeing: numbers)
      progress.readAt = now
      return progress.seen.polls
    }
    if polls % Self.overlap == 0 {
      revocations.prune(at: now)
      try await source.pruneRevocations(before: now.adding(seconds: -2 * revocations.horizon))
    }
  }

  /// Polls until the task is cancelled.
  /// - Throws: the store's error. The caller may call again; nothing is lost.
  public func run() async throws {
    while !Task.isCancelled {
      try await poll()
      try await Task.sleep(for: .milliseconds(Self.interval))
    }
  }
}
