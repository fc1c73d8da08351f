/// Why a driver was not made or changed, in order of precedence.
public enum DriverRefusal: Error, Hashable, Sendable, CaseIterable {
  /// The caller manages several consumers, and has named none.
  case companyMissing
  /// The company that is named buys no fuel.
  case notAConsumer
  /// A driver's company never changes.
  case immutableCompany
  /// A driver's user never changes but by an invitation.
  case immutableUser
  /// The id belongs to another driver, whoever's.
  case idTaken
  /// Another driver of the company has the licence.
  case licenseTaken
  /// They have accepted an invitation: there is nobody to invite.
  case alreadyAccepted
  /// Requests wait to be decided.
  case pendingTransactions
}
