public import Kernel
private import Synchronization

/// Brings the revocations of every server of a store to this one's revocations.
///
/// A revocation gets its number when it is written and becomes visible when its transaction
/// commits, so a smaller number may appear after a greater one. The feed therefore never reads from
/// where it stopped, but from where it was `overlap` polls ago: a revocation is missed only if its
/// transaction takes longer than all of these. Counting polls instead of comparing clocks makes it
/// indifferent to what the servers take the time to be.
public final class RevocationFeed: Sendable {
  /// How many polls back reading begins; at 250 ms a poll, one minute.
  public static let overlap = 240
  /// The milliseconds between two polls: a quarter of the second within which a session's end is
  /// to reach every server, so that a slow disk or a busy processor has the rest.
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

  /// A feed that has read nothing yet.
  public init(source: any RevocationSource, revocations: RevocationList, clock: any WallClock) {
    self.source = source
    self.revocations = revocations
    self.clock = clock
  }

  /// Reads once. The first time it reads all that concerns living tokens; after a time without the
  /// store, all since then too, because sockets outlive the tokens that opened them.
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
  /// - Throws: the store's error; the caller begins anew, and nothing is lost by that.
  public func run() async throws {
    while !Task.isCancelled {
      try await poll()
      try await Task.sleep(for: .milliseconds(Self.interval))
    }
  }
}
