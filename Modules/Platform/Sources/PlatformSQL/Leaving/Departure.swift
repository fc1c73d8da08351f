import Kernel
import Ports
import Storage

/// An attempt to delete an account: what contexts of other databases have said, and how those of
/// this one are asked.
public struct Departure: Sendable {
  let user: UserID
  /// The context whose unit of work deletes the account, and its database.
  let home: String
  let place: LeavingPlace
  let id: DepartureID
  /// What contexts of other databases object.
  var reasons: [DeletionRefused.Reason] = []
  /// The databases whose contexts do not object, and keep to that until it is settled.
  var claimed: [LeavingPlace] = []
  /// Whether other databases were asked.
  var isShared = false

  /// Asks the contexts of this database, and writes down that the user has left. It is called
  /// within the unit of work that deletes the account, once the user's own rows are locked.
  /// - Throws: `DeletionRefused` with what all contexts object, `NotFound` if the user has left,
  ///   `DeletionUnderWay`, or the store's error.
  public func decide(in work: SQLWork) throws {
    if isShared {
      // Who took too long finds that somebody has given the attempt up.
      guard let known = try Leaver.lock(user, in: work.base) else { throw DeletionUnderWay() }
      guard known.attempt == id, known.state == .asking else { throw known.refusal }
    } else {
      try Leaver.lockPresent(user, in: work.base)
    }
    let reasons = try reasons + place.ask(user, in: work).reasons
    guard reasons.isEmpty else { throw DeletionRefused(reasons) }
    let leaver = Leaver(attempt: id, state: .left, home: home, closed: [])
    try work.base.deferred([try leaver.writing(user, at: work.now)])
  }
}
