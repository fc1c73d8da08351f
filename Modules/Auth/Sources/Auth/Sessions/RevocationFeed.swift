public import Kernel
private import Synchronization

/// Reads the revocations of all servers from the store into the list of this server.
///
/// A revocation gets its number when it is written and becomes visible when its transaction
/// commits, so a smaller number may appear after a greater one. The feed therefore never reads from
/// where it stopped, but from where it was `overlap` polls ago: a revocation is missed only if its
/// transaction takes longer than that. Because it counts polls instead of comparing clocks, it does
/// not matter how far the clocks of servers differ.
public final class RevocationFeed: Sendable {
  /// How many polls back reading begins; at 250 ms a poll, one minute.
  public static let overlap = 240
  /// The milliseconds between two polls: a quarter of the second within which a session's end must
  /// reach every server, which leaves the rest for a slow disk or a busy processor.
  public static let interval: Int64 = 250

  private struct Progress {
    /// The greatest number known after each of the latest polls, the oldest first.
    var marks: [Int64] = []
    var greatest: Int64 = 0
    var polls = 0
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
    let (start, readAt) = progress.withLock { progress in
      (progress.marks.count < Self.overlap ? 0 : progress.marks[0], progress.readAt)
    }
    let news = try await source.revocations(
      after: start, since: min(now, readAt ?? now).adding(seconds: -revocations.horizon))
    for stored in news { revocations.post(stored.revocation, at: stored.at) }
    let polls = progress.withLock { progress in
      progress.greatest = max(progress.greatest, news.last?.sequence ?? 0)
      progress.marks.append(progress.greatest)
      if progress.marks.count > Self.overlap { progress.marks.removeFirst() }
      progress.polls += 1
      progress.readAt = now
      return progress.polls
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
