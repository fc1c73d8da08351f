import Auth
import Kernel
import Router

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
  /// A role of all of Atrium, or a grant within a context.
  static var role: FieldType {
    FieldType<String>.string(length: 1...64).compactMap(
      placeholder: Role.user, code: "unknown",
      message: "A role is user, support, admin or a grant such as fleet:driver."
    ) { text in Role(text).isWellFormed ? Role(text) : nil }
  }
}

/// The query of `GET /api/users`.
struct UsersQuery: RequestInput {
  let filter: UserFilter
  let page: PageRequest<User, UserID>

  init(from fields: inout RequestFields) {
    filter = UserFilter(
      name: fields.query("name", .text(length: 1...200)),
      email: fields.query("email", .text(length: 1...254)),
      role: fields.query("role", .role),
      status: fields.query("status", .enumeration(User.Status.self)))
    page = fields.page("auth.users", by: \.id)
  }
}
