public import Kernel

/// What users tell of themselves.
public struct Profile: Hashable, Sendable {
  /// What others call them, 1–200 characters.
  public var name: String
  /// The given name.
  public var firstName: String?
  /// The family name.
  public var lastName: String?
  /// As the user wrote it.
  public var phoneNumber: String?
  /// The day they were born on.
  public var dateOfBirth: CivilDate?
  /// Where a picture of them is.
  public var avatarURL: String?

  /// Makes a profile.
  public init(
    name: String, firstName: String? = nil, lastName: String? = nil, phoneNumber: String? = nil,
    dateOfBirth: CivilDate? = nil, avatarURL: String? = nil
  ) {
    self.name = name
    self.firstName = firstName
    self.lastName = lastName
    self.phoneNumber = phoneNumber
    self.dateOfBirth = dateOfBirth
    self.avatarURL = avatarURL
  }

  /// The display name of somebody who gave only its two parts.
  public static func name(first: String, last: String) -> String { "\(first) \(last)" }

  /// Takes up the two parts of a name; the display name follows them, unless it is a chosen one.
  public mutating func rename(first: String?, last: String?) {
    let wasDerived = fullName == name
    firstName = first
    lastName = last
    if wasDerived, let fullName { name = fullName }
  }

  private var fullName: String? {
    guard let firstName, let lastName else { return nil }
    return Self.name(first: firstName, last: lastName)
  }

  /// The display name in the form that is searched: without regard to case.
  public static func searchKey(_ name: String) -> String { name.lowercased() }
}
