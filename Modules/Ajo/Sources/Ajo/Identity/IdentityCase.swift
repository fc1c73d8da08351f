public import Kernel
public import Ports

/// A document that a user named to show who they are, and what became of it.
public struct IdentityCase: Hashable, Sendable {
  /// Its id, that of the check by which the provider knows it.
  public typealias ID = IdentityCheck.ID

  /// Who the user says that they are, where that is not the name that they go by.
  public struct Holder: Hashable, Sendable {
    /// The given name.
    public let firstName: String?
    /// The family name.
    public let lastName: String?
    /// The day of birth.
    public let birthday: CivilDate?

    /// Nobody else, unless more is given.
    public init(firstName: String? = nil, lastName: String? = nil, birthday: CivilDate? = nil) {
      self.firstName = firstName
      self.lastName = lastName
      self.birthday = birthday
    }
  }

  /// What became of it.
  public enum State: String, Hashable, Sendable, CaseIterable {
    /// Nobody has said.
    case pending
    /// The document is the user's.
    case verified
    /// It is not.
    case rejected
  }

  /// The check's id.
  public let id: ID
  /// Who is checked.
  public let userID: UserID
  /// Which document.
  public let document: IdentityDocument
  /// Its number, sealed; nil once it was erased.
  public let number: KeptSecret?
  /// The last four characters of the number.
  public let lastFour: String
  /// Who the user says that they are.
  public let holder: Holder
  /// When it was asked for.
  public let createdAt: Instant
  /// What became of it.
  public internal(set) var state: State
  /// Why it was rejected.
  public internal(set) var reason: String?
  /// When it was decided; nil until then.
  public internal(set) var decidedAt: Instant?

  /// A check as a store keeps it; a new one unless more is given.
  public init(
    id: ID, userID: UserID, document: IdentityDocument, number: KeptSecret?, lastFour: String,
    holder: Holder = Holder(), createdAt: Instant, state: State = .pending, reason: String? = nil,
    decidedAt: Instant? = nil
  ) {
    self.id = id
    self.userID = userID
    self.document = document
    self.number = number
    self.lastFour = lastFour
    self.holder = holder
    self.createdAt = createdAt
    self.state = state
    self.reason = reason
    self.decidedAt = decidedAt
  }

  /// How long a check may take until administrators are told, and its user may claim anew: 24 hours
  /// of business time.
  public static let patience: Int64 = 24 * 3_600

  /// What names the place of its number to whoever seals it.
  public static func place(_ id: ID) -> String { "ajo_identity_checks.number\0\(id)" }

  /// Takes in what the provider says.
  /// - Returns: whether anything changed.
  mutating func hear(_ verdict: IdentityVerdict, at now: Instant) -> Bool {
    switch verdict {
    case .pending: return false
    case .verified:
      guard state != .verified else { return false }
      state = .verified
      reason = nil
    case .rejected(let reason):
      guard state == .pending else { return false }
      state = .rejected
      self.reason = reason
    }
    decidedAt = now
    return true
  }
}

extension IdentityCase.Holder {
  /// The holder with what was left out of the name taken from the one that the user goes by, of
  /// which the last word is the family's. It is kept, as a user may go by another name later.
  func named(_ name: String) -> Self {
    let words = name.split(separator: " ").map(String.init)
    return Self(
      firstName: firstName ?? words.dropLast().joined(separator: " "),
      lastName: lastName ?? words.last ?? "", birthday: birthday)
  }

  /// The whole name; nil where it was not kept.
  var name: String? {
    let words = [firstName, lastName].compactMap(\.self).filter { !$0.isEmpty }
    return words.isEmpty ? nil : words.joined(separator: " ")
  }
}

extension IdentityCase {
  /// What the provider is asked.
  /// - Parameters:
  ///   - number: the document's, opened.
  ///   - name: the name that the user goes by, where none was kept.
  func check(number: String, name: String) -> IdentityCheck {
    let holder = holder.named(name)
    return IdentityCheck(
      id: id, user: userID, document: document, number: number,
      firstName: holder.firstName ?? "", lastName: holder.lastName ?? "",
      birthday: holder.birthday)
  }
}

/// Why nothing is checked, in order of precedence.
public enum IdentityRefusal: Error, Hashable, Sendable, CaseIterable {
  /// There is no such user.
  case notFound
  /// It is known already who the user is.
  case alreadyVerified
  /// A check is under way.
  case underWay
}
