public import Kernel

/// What somebody asks for who makes a company.
public struct CompanyRequest: Hashable, Sendable {
  /// The id that the client chose; nil for one of ours.
  public let id: Company.ID?
  /// Which side of a sale it is on.
  public let type: CompanyType
  /// Its name, 1–255 characters.
  public let name: String
  /// Its address, 1–500 characters.
  public let address: String
  /// Its phone number, 1–50 characters.
  public let phoneNumber: String
  /// The number under which it pays tax.
  public let taxID: String?
  /// The zone of its days; nil for the one that administrators have set.
  public let timeZone: String?

  /// Makes a request.
  public init(
    id: Company.ID? = nil, type: CompanyType, name: String, address: String, phoneNumber: String,
    taxID: String? = nil, timeZone: String? = nil
  ) {
    self.id = id
    self.type = type
    self.name = name
    self.address = address
    self.phoneNumber = phoneNumber
    self.taxID = taxID
    self.timeZone = timeZone
  }

  /// The company that it asks for.
  func company(
    id: Company.ID, of owner: UserID, in defaultZone: String, at now: Instant
  ) -> Company {
    Company(
      id: id, ownerID: owner, type: type,
      details: CompanyDetails(
        name: name, address: address, phoneNumber: phoneNumber, taxID: taxID,
        timeZone: timeZone ?? defaultZone),
      createdAt: now)
  }
}

/// What somebody changes of a company. What is nil stays as it is.
public struct CompanyChange: Sendable {
  /// Its type, which never changes: another one is refused.
  public let type: CompanyType?
  /// Whether it takes part in sales.
  public let isActive: Bool?
  private let apply: @Sendable (inout CompanyDetails) -> Void

  /// Makes a change.
  public init(
    type: CompanyType? = nil, isActive: Bool? = nil,
    _ apply: @escaping @Sendable (inout CompanyDetails) -> Void = { _ in }
  ) {
    self.type = type
    self.isActive = isActive
    self.apply = apply
  }

  /// What the details become.
  func changed(_ details: CompanyDetails) -> CompanyDetails {
    var details = details
    apply(&details)
    return details
  }
}

extension Company {
  /// Makes a change.
  /// - Returns: false if it changes nothing.
  /// - Throws: `CompanyRefusal.immutableType`, `.noOwner`.
  mutating func apply(
    _ change: CompanyChange, at now: Instant
  ) throws(CompanyRefusal) -> Bool {
    if let type = change.type, type != self.type { throw .immutableType }
    let next = change.changed(details)
    let active = change.isActive ?? isActive
    guard next != details || active != isActive else { return false }
    if active, !isActive, ownerID == nil { throw .noOwner }
    details = next
    isActive = active
    edited(at: now)
    return true
  }

  /// Gives it to another owner. One that was inactive for want of an owner is active again.
  mutating func handOver(to owner: UserID, at now: Instant) {
    if ownerID == nil { isActive = true }
    ownerID = owner
    edited(at: now)
  }

  /// Leaves it without an owner, and so inactive.
  mutating func orphan(at now: Instant) {
    ownerID = nil
    isActive = false
    edited(at: now)
  }

  /// Deletes it.
  mutating func delete(at now: Instant) {
    deletedAt = now
    edited(at: now)
  }

  private mutating func edited(at now: Instant) {
    version += 1
    updatedAt = now
  }
}
