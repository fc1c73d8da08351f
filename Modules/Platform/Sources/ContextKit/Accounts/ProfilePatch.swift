import Kernel
public import Ports
public import Router

/// What a `PATCH` changes of a profile.
public struct ProfilePatch: RequestInput {
  private let name: Patch<String>
  private let firstName: Patch<String>
  private let lastName: Patch<String>
  private let phoneNumber: Patch<String>
  private let dateOfBirth: Patch<CivilDate>
  private let avatarURL: Patch<String>
  /// The version that the caller has seen, if they name one.
  public let ifMatch: IfMatch?

  /// Reads it.
  public init(from fields: inout RequestFields) {
    name = fields.patchBody("name", .personName)
    firstName = fields.patchBody("first_name", .personName)
    lastName = fields.patchBody("last_name", .personName)
    phoneNumber = fields.patchBody("phone_number", .phoneNumber)
    dateOfBirth = fields.patchBody("date_of_birth", .birthday)
    avatarURL = fields.patchBody("avatar_url", .pictureURL)
    ifMatch = fields.ifMatch()
    if case .set(let date) = dateOfBirth { fields.refuse(birthdayToCome: date) }
    if case .clear = name { fields.fail("name", "required", "A user has a name.") }
  }

  /// Applies the change.
  @Sendable public func apply(to profile: inout Profile) {
    if firstName.isPresent || lastName.isPresent {
      profile.rename(
        first: firstName.applied(to: profile.firstName),
        last: lastName.applied(to: profile.lastName))
    }
    profile.name = name.applied(to: profile.name) ?? profile.name
    profile.phoneNumber = phoneNumber.applied(to: profile.phoneNumber)
    profile.dateOfBirth = dateOfBirth.applied(to: profile.dateOfBirth)
    profile.avatarURL = avatarURL.applied(to: profile.avatarURL)
  }
}

extension IfMatch? {
  /// Refuses a version that the caller has not seen, for use where the row is locked.
  public var precondition: @Sendable (Int64) throws -> Void {
    { version in try check(ETag(version: version)) }
  }
}
