import Jobs
public import Kernel
import Ports
import Storage
import Synchronization
import Work

/// Asks every context before an account is deleted.
///
/// Contexts that share the database of the account are asked in the transaction of the deletion.
/// Where contexts have databases of their own, this is a two-phase commit with presumed abort:
///
/// 1. The home database checks whatever may refuse the deletion without asking anybody, and notes
///    that one is under way (`asking`).
/// 2. Each other database is asked in a transaction of its own. If nobody there objects, it closes
///    the user's accounts and keeps a claim (`claimed`): nothing more can come to the user there.
/// 3. The deletion's transaction checks the same again, finds the note of step 1, asks the contexts
///    of the home database, and turns the note into `left`. This decides.
/// 4. Each claim becomes `left` or is given back, as the home database says.
///
/// Each row of steps 1 and 2 commits with a job that does step 4 after a minute, however the server
/// that made the row fares. It removes the note of step 1 before it gives a claim back, so that a
/// server which comes late to step 3 decides nothing.
public final class SQLLeaving: Sendable {
  let ids: any IDSource
  let clock: any WallClock
  private let bound = Mutex<[LeavingPlace]?>(nil)

  /// For how many seconds of machine time only the attempt itself settles its claims.
  static let patience: Int64 = 60

  /// Asks nobody, and lets nobody leave, before it is told whom to ask.
  /// - Parameter clock: the machine's time.
  public init(ids: any IDSource, clock: any WallClock) {
    self.ids = ids
    self.clock = clock
  }

  /// Says whom to ask: every database of the program with its contexts.
  public func bind(_ places: [LeavingPlace]) {
    bound.withLock { $0 = places }
  }

  func places() throws -> [LeavingPlace] {
    guard let places = bound.withLock({ $0 }) else { throw LeavingUnbound() }
    return places
  }

  /// Runs what deletes an account. Whatever comes of it, contexts of other databases are told.
  /// - Parameters:
  ///   - user: whose account it is. Nobody is asked about a user whom `check` does not find.
  ///   - home: the context that has the account. The deletion is decided in its database.
  ///   - check: throws what refuses the deletion whatever other contexts say. Where some of them
  ///     have databases of their own, it runs before they are asked, in a transaction of the home
  ///     database that may run more than once; otherwise it does not run. It locks the rows that
  ///     it reads, in the same order as `body`, and writes nothing.
  ///   - body: receives the attempt once the other databases have answered. It runs one unit of
  ///     work of `home`, which makes the same check again, calls `Departure.decide`, and deletes
  ///     the account. Unless that commits, the user stays.
  /// - Returns: what `body` returns.
  /// - Throws: what `check` throws, `NotFound` if the user has left, `DeletionUnderWay`, what
  ///   `body` throws, `LeavingUnbound`, or the store's error.
  public func departing<Value: Sendable>(
    _ user: UserID, from home: String,
    if check: @escaping @Sendable (SQLWork) throws -> Void,
    _ body: (Departure) async throws -> Value
  ) async throws -> Value {
    let departure = try await begin(user, from: home, if: check)
    do {
      let value = try await body(departure)
      await settle(departure)
      return value
    } catch {
      await settle(departure)
      throw error
    }
  }

  private func begin(
    _ user: UserID, from home: String, if check: @escaping @Sendable (SQLWork) throws -> Void
  ) async throws -> Departure {
    let places = try places()
    let place = try Self.place(of: home, among: places)
    let others = places.filter { !$0.parties.isEmpty && !$0.contexts.contains(home) }
    var departure = Departure(user: user, home: home, place: place, id: ids.make())
    guard !others.isEmpty else { return departure }
    departure.isShared = true
    let asking = departure
    try await place.work.transaction { [self] work in
      try check(work)
      try Leaver.lockPresent(user, in: work.base)
      try note(.asking, of: asking, closed: [], in: work)
    }
    do {
      for other in others {
        let reasons = try await claim(asking, at: other)
        departure.reasons += reasons
        if reasons.isEmpty { departure.claimed.append(other) }
      }
    } catch {
      await settle(departure)
      throw error
    }
    return departure
  }

  /// Asks the contexts of another database. What they said stands until it is settled.
  private func claim(
    _ departure: Departure, at place: LeavingPlace
  ) async throws -> [DeletionRefused.Reason] {
    do {
      try await place.work.transaction { [self] work in
        if let known = try Leaver.lock(departure.user, in: work.base) {
          // A home that was restored from before the deletion asks again; nothing is left here.
          guard known.state == .left else { throw DeletionUnderWay() }
          return
        }
        let (reasons, closed) = try place.ask(departure.user, in: work)
        guard reasons.isEmpty else { throw DeletionRefused(reasons) }
        try note(.claimed, of: departure, closed: closed, in: work)
      }
      return []
    } catch let refusal as DeletionRefused {
      return refusal.reasons
    }
  }

  /// Writes a row, and has it settled should nobody come back to it.
  private func note(
    _ state: Leaver.State, of departure: Departure, closed: [AccountID], in work: SQLWork
  ) throws {
    let leaver = Leaver(
      attempt: departure.id, state: state, home: departure.home, closed: closed)
    try work.base.execute(try leaver.writing(departure.user, at: work.now))
    try work.add(
      SettleDeparture(departure), at: clock.now().adding(seconds: Self.patience), unique: nil)
  }

  static func place(of context: String, among places: [LeavingPlace]) throws -> LeavingPlace {
    guard let place = places.first(where: { $0.contexts.contains(context) }) else {
      throw LeavingUnbound()
    }
    return place
  }
}

/// Nobody has said whom to ask, or the context is none of the program's.
public struct LeavingUnbound: Error, CustomStringConvertible {
  /// For the log.
  public var description: String {
    "it is not known which contexts are to be asked before a deletion"
  }
}
