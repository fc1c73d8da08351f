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

/// An input about the user whom the path names.
struct OfUser<Content: RequestInput>: RequestInput {
  let id: UserID
  let content: Content

  init(from fields: inout RequestFields) {
    id = fields.path("id", .id(of: UserTag.self))
    content = Content(from: &fields)
  }
}

/// The body of `DELETE /api/users/{id}`.
struct DeleteUserInput: RequestInput {
  let password: String?
  let ifMatch: IfMatch?

  init(from fields: inout RequestFields) {
    password = fields.optionalBody(
      "password", .password.described("Asked of whoever gives up their own account."))
    ifMatch = fields.ifMatch()
  }
}

/// The body of `PUT /api/users/{id}/block`.
struct BlockInput: RequestInput {
  let reason: String?
  let ifMatch: IfMatch?

  init(from fields: inout RequestFields) {
    reason = fields.nullableBody("reason", .text(length: 1...500))
    ifMatch = fields.ifMatch()
  }
}

/// `PUT /api/users/{id}/unblock` and `/verify`, which have no body.
struct VersionInput: RequestInput {
  let ifMatch: IfMatch?

  init(from fields: inout RequestFields) {
    ifMatch = fields.ifMatch()
  }
}

/// The body of `PUT /api/users/{id}/roles`.
struct RolesInput: RequestInput {
  let roles: [Role]
  let ifMatch: IfMatch?

  init(from fields: inout RequestFields) {
    roles = fields.body("roles", .array(of: .role, count: 1...64))
    ifMatch = fields.ifMatch()
  }
}

extension FieldType where Value == Role {
  /// A role of the product, or a grant within a context.
  static var role: FieldType {
    FieldType<String>.string(length: 1...64).compactMap(
      placeholder: Role.user, code: "unknown",
      message: "A role is user, support, admin or a grant such as fleet:driver."
    ) { text in Role(text).isWellFormed ? Role(text) : nil }
  }
}

/// The query of `GET /api/users`.
struct UsersQuery: RequestInput {
  static let list = "auth.users"
  let filter: UserFilter
  let page: PageQuery

  init(from fields: inout RequestFields) {
    filter = UserFilter(
      name: fields.query("name", .text(length: 1...200)),
      email: fields.query("email", .text(length: 1...254)),
      role: fields.query("role", .role),
      status: fields.query("status", .enumeration(User.Status.self)))
    page = fields.page(Self.list, keys: [.id])
  }

  var before: UserID? { page.lastID.map { UserID(rawValue: $0) } }
}
