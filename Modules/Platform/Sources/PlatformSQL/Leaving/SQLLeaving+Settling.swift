public import Jobs
import Kernel
import Storage
import Work

/// Settles what a database knows of a deletion, should its server not have done it.
struct SettleDeparture: Job {
  static let kind = "platform.settle_departure"
  static let queue = JobQueue("departures", concurrency: 2, timing: .machine)

  let user: String
  let attempt: String

  enum CodingKeys: String, CodingKey {
    case user = "user_id"
    case attempt = "attempt_id"
  }

  init(_ departure: Departure) {
    user = "\(departure.user)"
    attempt = "\(departure.id)"
  }
}

extension SQLLeaving {
  /// Settles what is left of deletions in a database, of whichever contexts.
  public func handler(in contexts: [String]) -> JobHandler {
    JobHandler(SettleDeparture.self) { [self] job, run in
      guard let user = UserID(job.user), let attempt = DepartureID(job.attempt),
        let context = contexts.first
      else { throw JobDiscard("its arguments name nobody") }
      let place = try Self.place(of: context, among: places())
      try await settle(user, attempt, at: place)
      try await place.work.transaction { try $0.complete(run) }
    }
  }

  /// Settles an attempt everywhere. What fails is left to the jobs.
  func settle(_ departure: Departure) async {
    guard departure.isShared else { return }
    for place in departure.claimed + [departure.place] {
      try? await settle(departure.user, departure.id, at: place)
    }
  }

  /// Settles what a database knows of an attempt: it has the claim kept for ever or given back, as
  /// the home database says.
  func settle(_ user: UserID, _ attempt: DepartureID, at place: LeavingPlace) async throws {
    let found = try await place.work.database.first(Leaver.selecting(user), Leaver.init(row:))
    guard let found, found.attempt == attempt, found.state != .left else { return }
    let hasLeft = try await conclude(
      user, attempt, at: Self.place(of: found.home, among: places()))
    guard found.state == .claimed else { return }
    try await place.work.transaction { work in
      guard let claim = try Leaver.lock(user, in: work.base), claim.attempt == attempt,
        claim.state == .claimed
      else { return }
      if hasLeft {
        let leaver = Leaver(attempt: attempt, state: .left, home: claim.home, closed: [])
        try work.base.execute(try leaver.writing(user, at: work.now))
      } else {
        try work.setClosed(false, claim.closed)
        try work.base.execute(Leaver.removing(user))
      }
    }
  }

  /// Whether the user has left. An attempt that has not decided so by now never will.
  private func conclude(
    _ user: UserID, _ attempt: DepartureID, at home: LeavingPlace
  ) async throws -> Bool {
    try await home.work.transaction { work in
      guard let known = try Leaver.lock(user, in: work.base) else { return false }
      if known.state == .asking, known.attempt == attempt {
        try work.base.execute(Leaver.removing(user))
      }
      return known.state == .left
    }
  }
}
