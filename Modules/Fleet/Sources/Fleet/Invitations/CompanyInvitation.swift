public import Kernel

/// An invitation to join a company.
public struct CompanyInvitation: Hashable, Sendable {
  /// The invitation's id.
  public typealias ID = Identifier<CompanyInvitation>

  /// The invitation's id.
  public let id: ID
  /// The company.
  public let companyID: Company.ID
  /// The address that was invited, in its canonical form.
  public let email: EmailAddress
  /// What the member will be: manager, operator or viewer.
  public let role: MemberRole
  /// The hash of its code.
  public let codeHash: [UInt8]
  /// What became of it.
  public internal(set) var state: State
  /// Until when it is good.
  public let expiresAt: Instant
  /// When it was made.
  public let createdAt: Instant
  /// Who accepted it.
  public internal(set) var acceptedBy: UserID?
  /// When it was accepted, revoked or replaced.
  public internal(set) var endedAt: Instant?

  /// What may become of an invitation.
  public enum State: String, Hashable, Sendable, CaseIterable {
    /// It can be accepted, until it expires.
    case pending
    /// Whom it was for has joined.
    case accepted
    /// It was taken back, or another one took its place.
    case revoked
  }

  /// Puts an invitation together.
  public init(
    id: ID, companyID: Company.ID, email: EmailAddress, role: MemberRole, codeHash: [UInt8],
    state: State = .pending, expiresAt: Instant, createdAt: Instant, acceptedBy: UserID? = nil,
    endedAt: Instant? = nil
  ) {
    self.id = id
    self.companyID = companyID
    self.email = email
    self.role = role
    self.codeHash = codeHash
    self.state = state
    self.expiresAt = expiresAt
    self.createdAt = createdAt
    self.acceptedBy = acceptedBy
    self.endedAt = endedAt
  }

  /// Whether it can no more be accepted because its time is over.
  public func isExpired(at now: Instant) -> Bool { state == .pending && expiresAt <= now }
}

/// Why a code was not accepted, in order of precedence. A company's and a driver's code are refused
/// alike.
public enum InvitationRefusal: Error, Hashable, Sendable, CaseIterable {
  /// There is no such code, or it was revoked or replaced.
  case notFound
  /// It was sent to another address.
  case otherAddress
  /// Somebody has accepted it.
  case invitationUsed
  /// Its time is over.
  case invitationExpired
  /// They are a member of the company.
  case alreadyMember
  /// They are a driver of a company.
  case alreadyDriver
}
