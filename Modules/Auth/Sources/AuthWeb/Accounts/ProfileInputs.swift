import ContextKit
import Kernel
import Ports
import Router

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
