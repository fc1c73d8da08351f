import Kernel
import Storage
import Synchronization
import Work

/// A unit of work that may share its transaction.
struct UnitTicket: Sendable {
  /// What it claims, its idempotency key with it.
  let claims: UnitClaims
  let key: IdempotencyKey.Scope?
  /// Which database value runs it. Only those of one share.
  let database: ObjectIdentifier
  /// Runs the unit in a transaction that it shares, and keeps what came of it.
  let run: @Sendable (SharedTransaction) throws -> Void
}

/// What a unit of work is told that wanted to share.
enum UnitTurn: Sendable {
  /// It was committed together with others.
  case committed
  /// It is to run by itself, as it would without others. It may have a place, which it gives back.
  case alone(UnitQueue.Place?)
}

/// Gathers units of work while others are under way, and runs those that wait in one transaction.
///
/// A lone unit has its turn at once, by itself. A few transactions are under way at a time, which
/// claim nothing in common; units that claim what one of them does wait for it, and go together.
final class UnitQueue: Sendable {
  /// Runs units in one transaction.
  /// - Returns: those that were not committed with it, by their places.
  typealias Run = @Sendable ([UnitTicket]) async throws -> Set<Int>

  /// A transaction under way.
  struct Place: Sendable, Hashable {
    fileprivate let number: Int
  }

  /// So that locks are held for milliseconds.
  static let largest = 32

  private struct Waiting: Sendable {
    let ticket: UnitTicket
    let run: Run
    let caller: UnsafeContinuation<UnitTurn, any Error>
  }

  private struct State {
    var waiting: [Waiting] = []
    var underWay: [Place: Set<UInt128>] = [:]
    var made = 0
  }

  private let state = Mutex(State())
  private let lanes: Int

  /// - Parameter lanes: so many transactions may be under way at once.
  init(lanes: Int) {
    self.lanes = lanes
  }

  /// Waits for a unit's turn.
  /// - Parameter run: runs it with others.
  /// - Throws: the store's error where it is that of all.
  func turn(_ ticket: UnitTicket, _ run: @escaping Run) async throws -> UnitTurn {
    try await withUnsafeThrowingContinuation { caller in
      state.withLock { $0.waiting.append(Waiting(ticket: ticket, run: run, caller: caller)) }
      start()
    }
  }

  /// Notes that a unit which ran by itself is over.
  func giveBack(_ place: Place) {
    state.withLock { $0.underWay[place] = nil }
    start()
  }

  private func start() {
    while let (place, units) = state.withLock({ next(&$0) }) {
      if units.count == 1 {
        units[0].caller.resume(returning: .alone(place))
      } else {
        Task { await self.run(units, place) }
      }
    }
  }

  /// The units that go next, in the order of their arrival. Who claims what is under way, or what
  /// somebody before them waits for, waits.
  private func next(_ state: inout State) -> (Place, [Waiting])? {
    guard state.underWay.count < lanes, !state.waiting.isEmpty else { return nil }
    var taken = state.underWay.values.reduce(into: Set<UInt128>()) { $0.formUnion($1) }
    var (claims, keys): (Set<UInt128>, Set<IdempotencyKey.Scope>) = ([], [])
    var (chosen, left): ([Waiting], [Waiting]) = ([], [])
    let seen = state.waiting.prefix(4 * Self.largest)
    for unit in seen {
      let own = unit.ticket.claims.ids
      let isRepeated = unit.ticket.key.map { keys.contains($0) } ?? false
      let isOfSame = chosen.first.map { $0.ticket.database == unit.ticket.database } ?? true
      if chosen.count < Self.largest, isOfSame, !isRepeated, taken.isDisjoint(with: own) {
        chosen.append(unit)
        claims.formUnion(own)
        if let key = unit.ticket.key { keys.insert(key) }
      } else {
        taken.formUnion(own)
        left.append(unit)
      }
    }
    guard !chosen.isEmpty else { return nil }
    state.waiting.replaceSubrange(..<seen.count, with: left)
    state.made += 1
    let place = Place(number: state.made)
    state.underWay[place] = claims
    return (place, chosen)
  }

  private func run(_ units: [Waiting], _ place: Place) async {
    do {
      let refused = try await units[0].run(units.map(\.ticket))
      for (index, unit) in units.enumerated() {
        unit.caller.resume(returning: refused.contains(index) ? .alone(nil) : .committed)
      }
    } catch {
      for unit in units { unit.caller.resume(throwing: error) }
    }
    giveBack(place)
  }
}
