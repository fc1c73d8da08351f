public import Kernel

// Where a transaction stands, and the steps that it takes.

extension FuelTransaction {
  /// Where it stands at a moment: a request that was not decided in time is expired, whether the
  /// job that says so ran or not.
  public func state(at now: Instant) -> State {
    state == .pending && expiresAt <= now ? .expired : state
  }

  /// The transaction as everybody is to see it at a moment.
  public func seen(at now: Instant) -> FuelTransaction {
    guard state(at: now) != state else { return self }
    var seen = self
    seen.expire()
    return seen
  }

  /// Whether it waits to be decided.
  /// - Throws: `TransactionRefusal.notPending`.
  func requirePending(at now: Instant) throws(TransactionRefusal) {
    let state = state(at: now)
    guard state == .pending else { throw .notPending(state) }
  }

  /// It is sold, as much as was delivered.
  mutating func approve(
    _ delivered: FuelAmount, odometer: Odometer?, flags: [String], by user: UserID,
    at now: Instant
  ) {
    amount = delivered
    self.odometer = odometer
    self.flags += flags.filter { !self.flags.contains($0) }
    end(as: .approved, by: user, at: now)
  }

  /// It is rejected or taken back.
  mutating func end(
    as state: State, by user: UserID?, because reason: String? = nil, at now: Instant
  ) {
    self.state = state
    self.reason = reason
    decidedBy = user
    completedAt = now
    version += 1
    updatedAt = now
  }

  /// It ends at `expiresAt`, whenever the job records it, so that readers see no difference.
  mutating func expire() { end(as: .expired, by: nil, at: expiresAt) }

  /// What was sold is taken back.
  mutating func reverse(because reason: String, at now: Instant) {
    self.reason = reason
    reversedAt = now
    version += 1
    updatedAt = now
  }

  /// Whose copies clients keep.
  var scopes: [SyncScope] {
    [.company(supplierID), .company(consumerID), .driver(driverID)]
  }
}
