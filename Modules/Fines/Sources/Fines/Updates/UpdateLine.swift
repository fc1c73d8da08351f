public import Kernel

/// In which order stored updates are handled: a chat's one after another, chats side by side, each
/// update once, and none for ever.
///
/// The rule that the store's statements keep; this is the model they are compared with.
public struct UpdateLine: Hashable, Sendable {
  /// What became of an update.
  public enum Fate: Hashable, Sendable {
    /// It waits.
    case waiting
    /// Somebody handles it.
    case running
    /// It was handled.
    case done
    /// Five tries failed.
    case dead
  }

  private struct Entry: Hashable, Sendable {
    let chat: TelegramID
    var fate: Fate
    var attempts: Int
    var dueAt: Instant
  }

  private var entries: [Int64: Entry] = [:]

  /// No updates.
  public init() {}

  /// Takes an update in; false if it was taken before.
  public mutating func store(_ id: Int64, of chat: TelegramID, at now: Instant) -> Bool {
    guard entries[id] == nil else { return false }
    entries[id] = Entry(chat: chat, fate: .waiting, attempts: 0, dueAt: now)
    return true
  }

  /// What became of an update; nil if it is not known.
  public func fate(of id: Int64) -> Fate? { entries[id]?.fate }

  /// The next update to handle: the oldest one that is due and the first of its chat that is not
  /// settled.
  public mutating func take(at now: Instant) -> Int64? {
    var heads: [TelegramID: Int64] = [:]
    for (id, entry) in entries where entry.fate == .waiting || entry.fate == .running {
      heads[entry.chat] = min(heads[entry.chat] ?? id, id)
    }
    let next = heads.values.filter { id in
      entries[id].map { $0.fate == .waiting && $0.dueAt <= now } ?? false
    }.min()
    if let next { entries[next]?.fate = .running }
    return next
  }

  /// Notes that an update was handled.
  public mutating func finish(_ id: Int64) {
    if entries[id]?.fate == .running { entries[id]?.fate = .done }
  }

  /// Notes that handling failed: it is tried again, and the chat waits; or it is dead, and the
  /// chat goes on.
  public mutating func fail(_ id: Int64, at now: Instant) {
    guard var entry = entries[id], entry.fate == .running else { return }
    entry.attempts += 1
    if entry.attempts >= Self.mostAttempts {
      entry.fate = .dead
    } else {
      entry.fate = .waiting
      entry.dueAt = now.adding(seconds: Self.delays[min(entry.attempts, Self.delays.count) - 1])
    }
    entries[id] = entry
  }

  /// Puts back what a server that was killed had taken.
  public mutating func recover() {
    for (id, entry) in entries where entry.fate == .running { entries[id]?.fate = .waiting }
  }

  /// How often an update is tried.
  public static let mostAttempts = 5
  /// How long before each further try, in seconds.
  public static let delays: [Int64] = [1, 5, 15, 60]
}
