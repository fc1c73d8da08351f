public import Kernel

/// What somebody changes of a driver. What is nil stays as it is.
public struct DriverChange: Sendable {
  /// The consumer, which never changes: another one is refused.
  public let companyID: Company.ID?
  /// The user, who never changes: another one is refused.
  public let userID: UserID?
  /// What the meter of their vehicle shows from now on, after it was changed.
  public let odometer: Odometer?
  private let apply: @Sendable (inout DriverTerms) -> Void

  /// Makes a change.
  public init(
    companyID: Company.ID? = nil, userID: UserID? = nil, odometer: Odometer? = nil,
    _ apply: @escaping @Sendable (inout DriverTerms) -> Void = { _ in }
  ) {
    self.companyID = companyID
    self.userID = userID
    self.odometer = odometer
    self.apply = apply
  }

  /// What the terms become.
  func changed(_ terms: DriverTerms) -> DriverTerms {
    var terms = terms
    apply(&terms)
    return terms
  }
}

extension Driver {
  /// Makes a change.
  /// - Returns: false if it changes nothing.
  /// - Throws: `DriverRefusal.immutableCompany`, `.immutableUser`.
  mutating func apply(_ change: DriverChange, at now: Instant) throws(DriverRefusal) -> Bool {
    if let company = change.companyID, company != companyID { throw .immutableCompany }
    if let user = change.userID, user != userID { throw .immutableUser }
    let next = change.changed(terms)
    let reading = change.odometer ?? odometer
    guard next != terms || reading != odometer else { return false }
    terms = next
    odometer = reading
    edited(at: now)
    return true
  }

  /// Whether another one differs from them in nothing but the phone number.
  func differs(onlyByPhoneFrom other: Driver) -> Bool {
    var same = terms
    same.details.phoneNumber = other.details.phoneNumber
    return same == other.terms && odometer == other.odometer
  }

  /// Lets them be served, or not.
  /// - Returns: false if it changes nothing.
  mutating func setActive(_ active: Bool, at now: Instant) -> Bool {
    guard isActive != active else { return false }
    isActive = active
    edited(at: now)
    return true
  }

  /// Deletes them.
  mutating func delete(at now: Instant) {
    isActive = false
    deletedAt = now
    edited(at: now)
  }

  /// Links them to the user who has accepted their invitation, and fills what the company has not
  /// told.
  mutating func link(to user: UserID, _ waiting: DriverProfile?, at now: Instant) {
    userID = user
    details.vehicleNumber = details.vehicleNumber ?? waiting?.vehicleNumber
    details.truckModel = details.truckModel ?? waiting?.truckModel
    details.licensePlate = details.licensePlate ?? waiting?.licensePlate
    edited(at: now)
  }

  /// Unlinks them from a user who has left.
  mutating func unlink(at now: Instant) {
    userID = nil
    edited(at: now)
  }

  private mutating func edited(at now: Instant) {
    version += 1
    updatedAt = now
  }
}
