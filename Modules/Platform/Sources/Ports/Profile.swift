public import Kernel

/// A user's name and other personal data.
public struct Profile: Hashable, Sendable {
  /// The display name, 1–200 characters.
  public var name: String
  /// The given name.
  public var firstName: String?
  /// The family name.
  public var lastName: String?
  /// The phone number, as the user wrote it.
  public var phoneNumber: String?
  /// The date of birth.
  public var dateOfBirth: CivilDate?
  /// The URL of a picture.
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

  /// The display name of a user who gave only a first and a last name.
  public static func name(first: String, last: String) -> String { "\(first) \(last)" }

  /// Changes first and last name. The display name changes with them if it was made of them.
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

  /// The form of a display name that searches compare: in lower case.
  public static func searchKey(_ name: String) -> String { name.lowercased() }
}
