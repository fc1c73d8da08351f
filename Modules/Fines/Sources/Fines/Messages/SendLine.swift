public import Kernel

/// Which message goes out next: never more than thirty in any second, one a second to a chat,
/// answers before notices, chats in turn, a chat's messages in their order. Follows the machine's
/// clock; one sender a store has one.
public struct SendLine: Hashable, Sendable {
  /// A message that waits.
  public struct Waiting: Hashable, Sendable {
    /// Its id.
    public let id: Int64
    /// To whom.
    public let chat: TelegramID
    /// Whether nobody asked for it.
    public let isNotice: Bool

    /// A message.
    public init(id: Int64, chat: TelegramID, isNotice: Bool) {
      self.id = id
      self.chat = chat
      self.isNotice = isNotice
    }
  }

  /// What to do now.
  public enum Turn: Hashable, Sendable {
    /// Send this; its chat has no other turn before `finish` is told.
    case send(Waiting)
    /// Nothing before an instant.
    case wait(until: Instant)
    /// Nothing before a message comes or one is finished.
    case idle
  }

  private struct Chat: Hashable, Sendable {
    var answers: [Waiting] = []
    var notices: [Waiting] = []
    var isSending = false
    var freeAt: Instant
    var lastTurn: UInt64 = 0

    var next: Waiting? { answers.first ?? notices.first }
  }

  private var chats: [TelegramID: Chat] = [:]
  /// When the last messages went out, as many as a second may have, the oldest first.
  private var starts: [Instant] = []
  private var turns: UInt64 = 0
  private let perSecond: Int

  /// A line without messages.
  /// - Parameter perSecond: the most in any second.
  public init(perSecond: Int = 30) {
    self.perSecond = max(1, perSecond)
  }

  /// How many messages wait.
  public var count: Int {
    chats.values.reduce(0) { $0 + $1.answers.count + $1.notices.count }
  }

  /// Puts a message behind those of its chat.
  public mutating func add(_ message: Waiting, at now: Instant) {
    var chat = chats[message.chat] ?? Chat(freeAt: now)
    if message.isNotice { chat.notices.append(message) } else { chat.answers.append(message) }
    chats[message.chat] = chat
  }

  /// What to do now.
  public mutating func turn(at now: Instant) -> Turn {
    if turns & 63 == 0 { forget(at: now) }
    let waiting = chats.filter { !$0.value.isSending && $0.value.next != nil }
    guard let earliest = waiting.values.map(\.freeAt).min() else { return .idle }
    let windowEnd =
      starts.count < perSecond ? now : starts[starts.count - perSecond].adding(milliseconds: 1_000)
    guard earliest <= now, windowEnd <= now else { return .wait(until: max(earliest, windowEnd)) }
    let free = waiting.filter { $0.value.freeAt <= now }
    let next = free.min { left, right in
      let (one, other) = (left.value, right.value)
      if one.answers.isEmpty != other.answers.isEmpty { return other.answers.isEmpty }
      return (one.lastTurn, left.key) < (other.lastTurn, right.key)
    }
    guard let id = next?.key, var chat = next?.value, let message = chat.next else { return .idle }
    if message.isNotice { chat.notices.removeFirst() } else { chat.answers.removeFirst() }
    turns += 1
    chat.lastTurn = turns
    chat.isSending = true
    chat.freeAt = now.adding(milliseconds: 1_000)
    chats[id] = chat
    starts.append(now)
    if starts.count > perSecond { starts.removeFirst(starts.count - perSecond) }
    return .send(message)
  }

  /// Notes that a message was taken, or given up.
  public mutating func finish(_ message: Waiting) {
    chats[message.chat]?.isSending = false
  }

  /// Puts a message back in front; its chat hears nothing before an instant.
  public mutating func putBack(_ message: Waiting, until instant: Instant) {
    guard var chat = chats[message.chat] else { return }
    chat.isSending = false
    chat.freeAt = max(chat.freeAt, instant)
    if message.isNotice {
      chat.notices.insert(message, at: 0)
    } else {
      chat.answers.insert(message, at: 0)
    }
    chats[message.chat] = chat
  }

  /// Takes all that waits for a chat out of the line, as nobody reads it there.
  public mutating func suppress(_ chat: TelegramID) -> [Waiting] {
    guard let line = chats[chat] else { return [] }
    chats[chat]?.answers = []
    chats[chat]?.notices = []
    return line.answers + line.notices
  }

  /// Forgets chats that are free and have nothing to hear, so that memory follows what waits.
  private mutating func forget(at now: Instant) {
    chats = chats.filter { $0.value.next != nil || $0.value.isSending || $0.value.freeAt > now }
  }
}
