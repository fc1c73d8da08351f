/// Why a company was not made or changed, in order of precedence.
public enum CompanyRefusal: Error, Hashable, Sendable, CaseIterable {
  /// The id belongs to another company, whoever's.
  case idTaken
  /// The user owns a company already.
  case ownsACompany
  /// A company's type never changes.
  case immutableType
  /// Its owner has left: it stays inactive until it is handed over.
  case noOwner
  /// Requests wait to be decided.
  case pendingTransactions
  /// There is something on its accounts, or is owed.
  case balanceNotZero
}
