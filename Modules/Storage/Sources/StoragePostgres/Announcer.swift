import EventLoop
import Storage
import Synchronization

/// Announces on channels of a Postgres database, to this server and to others, with statements of
/// its own: a `NOTIFY` in a transaction would hold a lock of the whole cluster during its commit.
final class Announcer: Sendable {
  private enum Turn {
    /// An announcement is under way.
    case sending
    /// Another one came meanwhile.
    case again
  }

  private let turns = Mutex<[String: Turn]>([:])
  private let loop: EventLoop
  private let send: @Sendable (SQL) async throws -> Void

  init(on loop: EventLoop, send: @escaping @Sendable (SQL) async throws -> Void) {
    self.loop = loop
    self.send = send
  }

  /// Announces soon. What comes while an announcement is under way is one more announcement,
  /// however often it comes.
  func announce(_ channel: String) {
    let isFirst = turns.withLock { turns in
      let isFirst = turns[channel] == nil
      turns[channel] = isFirst ? .sending : .again
      return isFirst
    }
    guard isFirst else { return }
    loop.spawn { [self] in
      repeat {
        // Who does not hear of it reads by itself before long.
        try? await send("SELECT pg_notify(\(channel), '')")
      } while next(channel)
    }
  }

  /// Whether there is to be another announcement.
  private func next(_ channel: String) -> Bool {
    turns.withLock { turns in
      let isMore = turns[channel] == .again
      turns[channel] = isMore ? .sending : nil
      return isMore
    }
  }
}
