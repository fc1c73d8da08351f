public import Kernel

/// A document by which somebody shows who they are.
public enum IdentityDocument: String, Hashable, Sendable, CaseIterable {
  /// The bank verification number: eleven digits.
  case bvn
  /// The national identification number: eleven digits.
  case nin
  /// A passport.
  case passport
  /// A driver's licence.
  case driversLicense = "drivers_license"
}

/// A question to whoever keeps identities: is this number this person's?
public struct IdentityCheck: Hashable, Sendable {
  /// The id of a check.
  public typealias ID = Identifier<IdentityCheck>

  /// Its id, which the provider is told and tells again.
  public let id: ID
  /// Whose identity it is.
  public let user: UserID
  /// The kind of document.
  public let document: IdentityDocument
  /// The document's number, as it was typed.
  public let number: String
  /// The given name.
  public let firstName: String
  /// The family name.
  public let lastName: String
  /// The day of birth; nil where nobody said.
  public let birthday: CivilDate?

  /// A check.
  public init(
    id: ID, user: UserID, document: IdentityDocument, number: String, firstName: String,
    lastName: String, birthday: CivilDate? = nil
  ) {
    self.id = id
    self.user = user
    self.document = document
    self.number = number
    self.firstName = firstName
    self.lastName = lastName
    self.birthday = birthday
  }
}

/// What came of a check.
public enum IdentityVerdict: Hashable, Sendable {
  /// Nobody has said yet.
  case pending
  /// The number is this person's.
  case verified
  /// It is not, for this reason.
  case rejected(String)
}
