internal import Kernel
internal import Synchronization

/// Takes turns at work of which little is to be under way at once: so many may be at it, and the
/// others wait. Who asks most waits longest, as the next turn is that of the asker who has waited
/// for one the longest, however many requests of others stand before theirs. Callable from any
/// thread.
public final class Turns: Sendable {
  /// Whose requests wait behind each other.
  enum Asker: Hashable, Sendable {
    case user(UserID)
    case network(String)
  }

  fileprivate struct Waiter {
    let since: Int64
    let turn: UnsafeContinuation<Bool, Never>
  }

  fileprivate struct State {
    var free: Int
    var waiting: [Asker: Queue<Waiter>] = [:]
    /// Each asker who has somebody waiting, once.
    var order = Queue<Asker>()
    var count = 0
    var refused = 0
  }

  /// How many may be at it.
  public let limit: Int
  /// How many microseconds one waits at most.
  private let patience: Int64
  private let state: Mutex<State>

  /// Turns of which all are free.
  /// - Parameters:
  ///   - limit: how many may be at it, 1 or more.
  ///   - patience: how long one waits at most. It is looked at when a turn comes free.
  public init(limit: Int, patience: Duration = .seconds(10)) {
    self.limit = max(1, limit)
    self.patience = patience.microseconds
    state = Mutex(State(free: max(1, limit)))
  }

  /// How many wait.
  public var waiting: Int { state.withLock { $0.count } }

  /// How many have waited for nothing.
  public var refused: Int { state.withLock { $0.refused } }

  /// Waits for a turn, which is to be given back by `leave()`.
  /// - Throws: `TurnsTaken` where none came in time.
  func enter(_ asker: Asker) async throws(TurnsTaken) {
    if take() {
      // Where a database answers at once nobody would ever be seen to wait, and the loop would make
      // one long answer after the other before it looks who else has come.
      await Task.yield()
      return
    }
    let hasCome = await withUnsafeContinuation { turn in
      let isFree = state.withLock { state in
        if state.take() { return true }
        state.add(Waiter(since: MonotonicTime.microseconds(), turn: turn), of: asker)
        return false
      }
      if isFree { turn.resume(returning: true) }
    }
    guard hasCome else { throw TurnsTaken() }
  }

  private func take() -> Bool { state.withLock { $0.take() } }

  /// Gives a turn to who is next.
  func leave() {
    let now = MonotonicTime.microseconds()
    let (next, late) = state.withLock { $0.next(at: now, patience: patience) }
    for waiter in late { waiter.turn.resume(returning: false) }
    next?.turn.resume(returning: true)
  }
}

extension Turns.State {
  fileprivate mutating func take() -> Bool {
    guard free > 0 else { return false }
    free -= 1
    return true
  }

  fileprivate mutating func add(_ waiter: Turns.Waiter, of asker: Turns.Asker) {
    if waiting[asker] == nil { order.append(asker) }
    waiting[asker, default: Queue()].append(waiter)
    count += 1
  }

  /// Who has a turn now, which is free where nobody waits, and those who have waited for too long.
  fileprivate mutating func next(
    at now: Int64, patience: Int64
  ) -> (Turns.Waiter?, late: [Turns.Waiter]) {
    var late: [Turns.Waiter] = []
    while let asker = order.popFirst() {
      var found: Turns.Waiter?
      while found == nil, let waiter = waiting[asker]?.popFirst() {
        count -= 1
        if now - waiter.since <= patience { found = waiter } else { late.append(waiter) }
      }
      if waiting[asker]?.isEmpty ?? true { waiting[asker] = nil } else { order.append(asker) }
      if let found {
        refused += late.count
        return (found, late)
      }
    }
    free += 1
    refused += late.count
    return (nil, late)
  }
}

/// No turn came in time.
struct TurnsTaken: Unavailability, CustomStringConvertible {
  /// Long answers are soon made.
  var retryAfterSeconds: Int { 2 }
  var description: String {
    "so many long answers were being made that none more was begun; see http.long_answers"
  }
}

/// First in, first out.
private struct Queue<Element> {
  private var elements: [Element] = []
  private var head = 0

  var isEmpty: Bool { head == elements.count }

  mutating func append(_ element: Element) { elements.append(element) }

  mutating func popFirst() -> Element? {
    guard head < elements.count else { return nil }
    let element = elements[head]
    head += 1
    // Half of them at a time, so that each is moved once.
    if head * 2 >= elements.count {
      elements.removeFirst(head)
      head = 0
    }
    return element
  }
}

extension Duration {
  fileprivate var microseconds: Int64 {
    components.seconds * 1_000_000 + components.attoseconds / 1_000_000_000_000
  }
}
