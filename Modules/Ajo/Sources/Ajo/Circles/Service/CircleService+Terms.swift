public import Kernel
import Work

extension CircleService {
  /// Changes what was agreed: everything before the start, the name at any time. The other members
  /// are told. Where it asks more of them, mandates end: nobody is debited more than they agreed
  /// to.
  /// - Parameters:
  ///   - change: changes the terms.
  ///   - precondition: refuses a version that the caller has not seen.
  /// - Throws: `CircleRefusal`, `ValidationErrors`, what `precondition` throws, or the store's
  ///   error.
  public func update(
    _ id: Circle.ID, by user: UserID,
    precondition: @escaping @Sendable (Int64) throws -> Void = { _ in },
    change: @escaping @Sendable (inout CircleTerms) -> Void
  ) async throws -> CircleView {
    let now = clock.now()
    return try await store.atomically(.unkeyed) { transaction in
      var (circle, host) = try transaction.lock(id, asHost: user)
      try precondition(circle.version)
      let before = circle.terms
      change(&circle.terms)
      guard circle.terms != before else { return try transaction.view(of: circle, for: host) }
      circle.version += 1
      var renamed = before
      renamed.name = circle.terms.name
      if circle.terms != renamed {
        try circle.check(changeOf: before, at: now)
        if before.turnOrder == .hostOrder, circle.terms.turnOrder != .hostOrder {
          try transaction.orderByJoining(circle.id)
        }
        try transaction.tellMembers(ofChangeOf: before, in: circle)
      }
      try transaction.update(circle)
      host = try transaction.member(user, of: id) ?? host
      return try transaction.view(of: circle, for: host)
    }
  }
}

extension Circle {
  /// - Throws: `CircleRefusal` or `ValidationErrors` where its terms cannot be those that they are.
  fileprivate func check(changeOf before: CircleTerms, at now: Instant) throws {
    try requireForming()
    if let faults = terms.faults(at: now, unlessAsBefore: before) { throw faults }
    guard terms.size >= membersCount else { throw CircleRefusal.tooManyMembers }
  }
}

extension CircleTransaction {
  /// Ends the mandates of a forming circle whose terms ask for more than before, and tells its
  /// members of the change.
  fileprivate func tellMembers(ofChangeOf before: CircleTerms, in circle: Circle) throws {
    var members = try members(of: circle.id)
    var ended: [UserID] = []
    if circle.terms.asksMore(than: before) {
      for index in members.indices where members[index].mandate {
        members[index].mandate = false
        ended.append(members[index].userID)
      }
      try update(members.filter { ended.contains($0.userID) })
    }
    try tell(.changed(mandatesEnded: ended), of: circle, to: members)
  }
}

extension CircleTerms {
  /// Whether more is debited by a mandate than under other terms: more at once, more often in the
  /// same time, or for longer.
  func asksMore(than other: CircleTerms) -> Bool {
    amount.minorUnits > other.amount.minorUnits || size > other.size
      || frequency.daysAtLeast < other.frequency.daysAtLeast
  }

  /// What is wrong with terms at an instant. Of a first due day that was agreed before it does not
  /// matter whether it is past: the start moves it.
  func faults(at now: Instant, unlessAsBefore before: CircleTerms? = nil) -> ValidationErrors? {
    guard let calendar = try? CircleCalendar(of: self) else { return faults(on: nil) }
    let isKept = before?.startDate == startDate
    return faults(on: isKept ? startDate : calendar.date(at: now))
  }
}

extension CircleTerms.Frequency {
  /// How many days a cycle has at least.
  fileprivate var daysAtLeast: Int {
    switch self {
    case .weekly: 7
    case .biweekly: 14
    case .monthly: 28
    }
  }
}
