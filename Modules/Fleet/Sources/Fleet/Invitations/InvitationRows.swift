public import Kernel

/// Invitations to companies as anybody reads them.
public protocol InvitationReading: Sendable {
  /// Up to `limit` invitations of a company after a place, newest first.
  func invitations(
    of company: Company.ID, before place: InvitationPlace?, limit: Int
  ) async throws -> [CompanyInvitation]

  /// An invitation; nil when there is none of this id.
  func invitation(_ id: CompanyInvitation.ID) async throws -> CompanyInvitation?
}

/// Invitations within a unit of work.
public protocol InvitationRows {
  /// The invitation with this code, not locked; nil when there is none.
  func invitation(by code: InvitationCode) throws -> CompanyInvitation?
  /// Locks an invitation of a locked company; nil when the company has none of this id.
  func lockInvitation(
    _ id: CompanyInvitation.ID, of company: Company.ID
  ) throws -> CompanyInvitation?
  /// Ends the open invitations of a locked company for an address.
  func revokeInvitations(
    of company: Company.ID, for email: EmailAddress, at now: Instant
  ) throws
  /// Keeps a new invitation.
  func insert(_ invitation: CompanyInvitation) throws
  /// Keeps what became of an invitation.
  func update(_ invitation: CompanyInvitation) throws
}

/// A place in a list of invitations.
public struct InvitationPlace: Hashable, Sendable {
  /// When the invitation before it was made.
  public let createdAt: Instant
  /// The invitation before it.
  public let id: CompanyInvitation.ID

  /// Makes a place.
  public init(createdAt: Instant, id: CompanyInvitation.ID) {
    self.createdAt = createdAt
    self.id = id
  }
}
