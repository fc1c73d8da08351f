import Auth
import Kernel
import Router

/// What a `PATCH` changes of a profile.
struct ProfilePatch: RequestInput {
  let name: Patch<String>
  let firstName: Patch<String>
  let lastName: Patch<String>
  let phoneNumber: Patch<String>
  let dateOfBirth: Patch<CivilDate>
  let avatarURL: Patch<String>
  let ifMatch: IfMatch?

  init(from fields: inout RequestFields) {
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

  @Sendable func apply(to profile: inout Profile) {
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

/// What a `PUT` replaces a profile by: what is left out is cleared.
struct ProfileReplacement: RequestInput {
  let profile: Profile
  let ifMatch: IfMatch?

  init(from fields: inout RequestFields) {
    profile = Profile(
      name: fields.body("name", .personName),
      firstName: fields.nullableBody("first_name", .personName),
      lastName: fields.nullableBody("last_name", .personName),
      phoneNumber: fields.nullableBody("phone_number", .phoneNumber),
      dateOfBirth: fields.birthday(),
      avatarURL: fields.nullableBody("avatar_url", .pictureURL))
    ifMatch = fields.ifMatch()
  }
}
