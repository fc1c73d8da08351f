internal import Crypto
public import Kernel
internal import Synchronization

/// Where servers that limit together keep their buckets.
public protocol RateStore: Sendable {
  /// Takes at most so many requests' worth out of a bucket, in one step that no other server can
  /// come between.
  ///
  /// - Parameters:
  ///   - key: which bucket: 16 octets that tell neither rule nor caller.
  ///   - count: how many are wanted; 0 only asks.
  ///   - now: the time, in microseconds since 1970.
  /// - Returns: how many were granted, and the level that is left.
  func take(
    _ count: Int, from key: [UInt8], _ rule: RateRule, at now: Int64
  ) async throws -> (granted: Int, level: RateLevel)
}

/// Counts requests by rule and caller.
///
/// Alone it keeps the buckets in memory. With a store, the servers that share it limit together:
/// the store's word is asked for once and then holds for as long as it can. A refusal is remembered
/// until it ends, so that haste costs nothing. A caller who asks often is granted some in advance,
/// at most a twentieth of the limit, which must be used within a twentieth of the window. Limits
/// below 40 are therefore exact; of a greater one each server may withhold from the others, or let
/// pass late, a twentieth at most. The servers' clocks count: where they differ by more than
/// `RateRule.slack`, one that is ahead grants once what flows back in the time by which it is
/// ahead. Nobody waits for longer than a window: what lies further ahead of now is of a clock that
/// was set back, and void.
///
/// Requests of one caller that wait for the store ask together. When the store fails, each server
/// goes on by itself from the last level it knows, and looks every few seconds whether the store is
/// back; nobody waits for that.
public final class RateLimiter: Sendable {
  /// A rule and a caller.
  struct Key: Hashable, Sendable {
    let rule: RateRule
    let caller: RateCaller

    /// What the store knows it by. The limit is part of it: another configuration begins anew.
    var digest: [UInt8] {
      let text = "\(rule.name)\0\(rule.limit)\0\(rule.seconds)\0\(caller.text)"
      return Array(SHA256.hash(Array(text.utf8)).prefix(16))
    }
  }

  /// What is known of a bucket here.
  struct Held {
    var level: RateLevel
    /// Granted in advance, and until when that may be used.
    var left = 0
    var leftUntil: Int64 = 0
    /// How many the store was last asked for.
    var lease = 0
    /// Until when the store would refuse.
    var refusedUntil: Int64 = 0

    /// Whether a bucket that is not known would be judged alike: it is full.
    func isOver(at now: Int64) -> Bool {
      level.fullAt <= now && max(leftUntil, refusedUntil) <= now
    }
  }

  typealias Waiter = UnsafeContinuation<Turn, Never>

  /// What becomes of a request that cannot be judged at once.
  enum Turn {
    case judged(RateVerdict)
    /// It asks the store, for itself and for those that gathered meanwhile.
    case asks([Waiter])
  }

  struct State {
    var held: BoundedTable<Key, Held>
    /// Those who wait while somebody asks the store about a key.
    var asking: [Key: [Waiter]] = [:]
    /// While the store is away: when to look for it again.
    var looksAgainAt: Int64?
  }

  private let store: (any RateStore)?
  private let state: Mutex<State>
  /// How long a store that failed is left alone, in microseconds.
  private static let pause: Int64 = 2_000_000

  /// How many buckets are kept in memory unless another number is given.
  public static let usualCallers = 262_144

  /// Makes a limiter.
  ///
  /// - Parameters:
  ///   - store: what servers share; without one, limits are this server's own.
  ///   - callers: how many buckets are kept in memory. Those that are full are forgotten as others
  ///     come; beyond so many some that are not are forgotten too, and their callers may ask too
  ///     often once, which is better than memory without bound.
  public init(store: (any RateStore)? = nil, callers: Int = usualCallers) {
    self.store = store
    state = Mutex(State(held: BoundedTable(capacity: callers)))
  }

  /// How many buckets are kept in memory.
  public var count: Int { state.withLock { $0.held.count } }

  /// Counts a request, or refuses it, by what is known here; `nil` where the store must be asked,
  /// which `take` does.
  public func takeHere(_ rule: RateRule, _ caller: RateCaller, at now: Instant) -> RateVerdict? {
    let key = Key(rule: rule, caller: caller)
    return state.withLock { judge(key, &$0, at: now.milliseconds * 1_000) }
  }

  /// Counts a request, or refuses it.
  public func take(_ rule: RateRule, _ caller: RateCaller, at now: Instant) async -> RateVerdict {
    let key = Key(rule: rule, caller: caller)
    let now = now.milliseconds * 1_000
    let turn = await withUnsafeContinuation { (waiter: Waiter) in
      let turn: Turn? = state.withLock { state in
        if let verdict = judge(key, &state, at: now) { return .judged(verdict) }
        if state.asking[key] == nil {
          state.asking[key] = []
          return .asks([])
        }
        state.asking[key]?.append(waiter)
        return nil
      }
      if let turn { waiter.resume(returning: turn) }
    }
    switch turn {
    case .judged(let verdict): return verdict
    case .asks(let others): return await ask(key, for: others, at: now)
    }
  }

  /// Judges by what is known here; `nil` where only the store knows.
  private func judge(_ key: Key, _ state: inout State, at now: Int64) -> RateVerdict? {
    guard let store else { return judgeAlone(key, &state, at: now) }
    if var held = state.held.value(of: key) {
      if held.left > 0, now < held.leftUntil, held.leftUntil - now <= key.rule.span {
        held.left -= 1
        state.held.set(held, of: key)
        return RateVerdict(held.level, key.rule, isAllowed: true, held: held.left, at: now)
      }
      if now < held.refusedUntil, held.refusedUntil - now <= key.rule.room {
        return RateVerdict(held.level, key.rule, isAllowed: false, at: now)
      }
    }
    guard let looksAgainAt = state.looksAgainAt else { return nil }
    if now >= looksAgainAt || looksAgainAt - now > Self.pause {
      state.looksAgainAt = now + Self.pause
      look(for: store, key, at: now)
    }
    return judgeAlone(key, &state, at: now)
  }

  private func judgeAlone(_ key: Key, _ state: inout State, at now: Int64) -> RateVerdict {
    var held = state.held.value(of: key) ?? Held(level: RateLevel(fullAt: now))
    held.level = held.level.plausible(key.rule, at: now)
    let isAllowed = held.level.take(1, key.rule, at: now) == 1
    state.held.set(held, of: key) { $0.isOver(at: now) }
    return RateVerdict(held.level, key.rule, isAllowed: isAllowed, at: now)
  }

  /// Asks the store for a request, for the others that wait, and for some to come.
  private func ask(_ key: Key, for others: [Waiter], at now: Int64) async -> RateVerdict {
    let wanted = state.withLock { state in
      max(1 + others.count, Self.lease(state.held.value(of: key), key.rule, at: now))
    }
    var granted: (granted: Int, level: RateLevel)?
    var hasFailed = false
    do {
      granted = try await store?.take(wanted, from: key.digest, key.rule, at: now)
    } catch {
      hasFailed = !(error is CancellationError)
    }
    let (verdicts, turns) = state.withLock { state in
      if hasFailed { state.looksAgainAt = now + Self.pause }
      let verdicts = settle(key, granted, wanted: wanted, for: 1 + others.count, &state, at: now)
      return (verdicts, nextTurns(key, &state, at: now))
    }
    for (waiter, verdict) in zip(others, verdicts.dropFirst()) {
      waiter.resume(returning: .judged(verdict))
    }
    for (waiter, turn) in turns { waiter.resume(returning: turn) }
    return verdicts[0]
  }

  /// Notes what the store granted, and judges those who asked.
  private func settle(
    _ key: Key, _ grant: (granted: Int, level: RateLevel)?, wanted: Int, for count: Int,
    _ state: inout State, at now: Int64
  ) -> [RateVerdict] {
    guard let (granted, level) = grant else {
      return (0..<count).map { _ in judgeAlone(key, &state, at: now) }
    }
    var held = state.held.value(of: key) ?? Held(level: level)
    held.level = level
    held.lease = wanted
    held.left = max(0, granted - count)
    held.leftUntil = now + key.rule.span / 20
    if granted < wanted { held.refusedUntil = level.fullAt + key.rule.cost - key.rule.room }
    state.held.set(held, of: key) { $0.isOver(at: now) }
    return (0..<count).map { place in
      RateVerdict(level, key.rule, isAllowed: place < granted, held: held.left, at: now)
    }
  }

  /// Those who came while the store was asked: judged by what it said, as far as that goes; of the
  /// others the first asks for all.
  private func nextTurns(_ key: Key, _ state: inout State, at now: Int64) -> [(Waiter, Turn)] {
    let waiting = state.asking.removeValue(forKey: key) ?? []
    var turns: [(Waiter, Turn)] = []
    var unjudged: [Waiter] = []
    for waiter in waiting {
      if let verdict = judge(key, &state, at: now) {
        turns.append((waiter, .judged(verdict)))
      } else {
        unjudged.append(waiter)
      }
    }
    if let first = unjudged.first {
      state.asking[key] = []
      turns.append((first, .asks(Array(unjudged.dropFirst()))))
    }
    return turns
  }

  /// Twice as many as last time where those were used up, as long as it is a small part of all.
  private static func lease(_ held: Held?, _ rule: RateRule, at now: Int64) -> Int {
    guard let held, held.lease > 0, held.left == 0, now < held.leftUntil else { return 1 }
    return max(1, min(held.lease * 2, rule.limit / 20))
  }

  /// Finds out whether the store is back, without letting anybody wait.
  private func look(for store: any RateStore, _ key: Key, at now: Int64) {
    Task {
      guard (try? await store.take(0, from: key.digest, key.rule, at: now)) != nil else { return }
      state.withLock { $0.looksAgainAt = nil }
    }
  }
}
