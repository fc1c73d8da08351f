import Events
import Kernel
import Storage

/// Which topics somebody follows, on whichever server, or has followed as lately as a history
/// reaches back. Only these get a history: most users are told of more than anybody looks at.
///
/// A topic that was followed once is told that its history broke off when it gets the first event
/// that is not kept: the break takes an offset. So whoever has seen all events finds the place
/// where they were, and whoever missed one does not. A topic that nobody ever followed has no row.
enum TopicFollowing {
  /// How long a note that a topic is followed is good enough, in seconds. Servers renew it more
  /// often than that.
  static let fresh: Int64 = 30 * 60
  /// How long the note of a topic that is followed may go without being renewed, in seconds.
  private static let slack: Int64 = 2 * 60 * 60
  /// A history reaches back at least so many seconds, if it is set to less.
  private static let shortest: Int64 = 24 * 60 * 60

  /// The earliest that a topic may have been noted as followed to get a history.
  static func earliest(at now: Instant, _ retention: TopicRetention) -> Instant {
    now.adding(seconds: -(max(retention.seconds, shortest) + slack))
  }

  /// Which topics nobody follows. Those whose history breaks off with that are noted as such.
  /// The history's head is locked.
  static func unfollowed(
    among topics: [String], since: Instant, in sql: any SQLExecutor
  ) throws -> Set<String> {
    // What changes rights is for the servers, which all follow it.
    var unfollowed = Set(topics.filter { TopicName.userOfRights($0) == nil })
    guard !unfollowed.isEmpty else { return [] }
    let names = unfollowed.sorted()
    let rows = try sql.all(
      """
      SELECT topic, CASE WHEN followed_at > \(since) THEN 1 ELSE 0 END FROM platform_topics
      WHERE topic \(sql.dialect.isAmong(names.sqlValue))
        AND (followed_at > \(since) OR NOT is_broken)
      """
    ) { (topic: try $0.get(0, as: String.self), isFollowed: try $0.get(1, as: Int.self) == 1) }
    var broken: [String] = []
    for row in rows {
      if row.isFollowed { unfollowed.remove(row.topic) } else { broken.append(row.topic) }
    }
    guard !broken.isEmpty else { return unfollowed }
    try sql.deferred([
      """
      UPDATE platform_topics SET last_offset = last_offset + 1, is_broken = true
      WHERE topic \(sql.dialect.isAmong(broken.sqlValue))
      """
    ])
    return unfollowed
  }

  /// Asks which topics were noted as followed a short while ago.
  static func known(among topics: [String], at now: Instant, _ dialect: Dialect) -> SQL {
    """
    SELECT topic FROM platform_topics
    WHERE topic \(dialect.isAmong(topics.sqlValue))
      AND followed_at > \(now.adding(seconds: -fresh))
      AND followed_at <= \(now.adding(seconds: ClockTolerance.seconds))
    """
  }

  /// Notes that topics are followed. One that never had an event ends at offset 0.
  static func noting(_ topics: [String], at now: Instant, _ dialect: Dialect) -> SQL {
    // Without a WHERE SQLite would take ON for the condition of a join.
    """
    INSERT INTO platform_topics (topic, last_offset, followed_at)
    SELECT c1, 0, \(now) FROM \(dialect.unnest([.texts(topics)], as: "new")) WHERE 1 = 1
    ON CONFLICT (topic) DO UPDATE SET followed_at = excluded.followed_at
    """
  }
}
