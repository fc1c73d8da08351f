import Auth
import ContextKit
import Kernel
import Router

extension FieldType where Value == String {
  /// A password that is to be set.
  static var newPassword: FieldType {
    FieldType.string(length: Password.length).checked(
      code: "blank", message: "A password cannot be made of blanks alone."
    ) { Password.weakness(of: $0) != .blank }
    .checked(
      code: "too_common",
      message: "This password is among those that are tried first. Choose another."
    ) { Password.weakness(of: $0) != .common }
  }

  /// A password that is to be compared: whatever was set fits.
  static var password: FieldType { .string(length: 1...Password.length.upperBound) }

  /// The password of the user, asked of those who have one.
  static var ownPassword: FieldType {
    FieldType.password.described(
      "Required unless the account has none; then the sign-in must be of late.")
  }

  /// What somebody is called.
  static var personName: FieldType { .line(length: 1...200) }

  /// A phone number as people write it: digits with blanks, hyphens, dots and brackets between
  /// them, and a plus sign before them.
  static var phoneNumber: FieldType {
    FieldType.text(length: 3...32).trimmed.checked(
      message: "This must be a phone number, such as +234 803 123 4567."
    ) { text in
      let digits = text.utf8.count { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
      return (3...15).contains(digits)
        && text.utf8.dropFirst(text.hasPrefix("+") ? 1 : 0).allSatisfy {
          "0123456789 -.()/".utf8.contains($0)
        }
    }
  }

  /// The address of a picture on the web.
  static var pictureURL: FieldType {
    FieldType.string(length: 8...2048, of: .visibleASCII).checked(
      message: "This must be an address that begins with https:// or http://."
    ) { text in
      ["https://", "http://"].contains { text.hasPrefix($0) && text.utf8.count > $0.utf8.count }
    }
  }

  /// Without the blanks around it.
  private var trimmed: FieldType {
    map { text in
      let rest = text.unicodeScalars.drop { $0.properties.isWhitespace }
      guard let last = rest.lastIndex(where: { !$0.properties.isWhitespace }) else { return "" }
      return String(rest[...last])
    }
  }
}

extension RequestFields {
  /// Reads a day of birth.
  mutating func birthday() -> CivilDate? {
    let date = nullableBody("date_of_birth", .birthday)
    refuse(birthdayToCome: date)
    return date
  }

  /// Nobody is born tomorrow. A day is allowed for, as it may be tomorrow already where they are.
  mutating func refuse(birthdayToCome date: CivilDate?) {
    guard let date, let now else { return }
    let today = CivilDate(daysSinceEpoch: Int(now.seconds / 86_400))
    if date > today.adding(days: 1) {
      fail("date_of_birth", "out_of_range", "This day is still to come.")
    }
  }
}

extension FieldType where Value == CivilDate {
  /// A day of birth: not before 1900.
  static var birthday: FieldType {
    FieldType.date.checked(code: "out_of_range", message: "This must be 1900 or later.") {
      $0.year >= 1900
    }
  }
}

/// The body of `POST /register`.
struct RegisterInput: RequestInput {
  let email: EmailAddress
  let password: String
  let profile: Profile
  let referralCode: String?
  let product: ProductProfile?
  let cookie: CookieWish?

  init(from fields: inout RequestFields) { self.init(from: &fields, product: nil) }

  /// - Parameter product: the product below which they sign up, and what it asks them.
  init(
    from fields: inout RequestFields, product: (context: String, asks: RegistrationProfile)?
  ) {
    email = fields.body("email", .email)
    password = fields.body("password", .newPassword)
    let name = fields.nullableBody("name", .personName)
    let first = fields.nullableBody("first_name", .personName)
    let last = fields.nullableBody("last_name", .personName)
    profile = Profile(
      name: name ?? Profile.name(first: first ?? "", last: last ?? ""), firstName: first,
      lastName: last, phoneNumber: fields.nullableBody("phone_number", .phoneNumber),
      dateOfBirth: fields.birthday(),
      avatarURL: fields.nullableBody("avatar_url", .pictureURL))
    referralCode = fields.nullableBody("referral_code", .text(length: 1...64))
    fields.requireName(name, first, last)
    cookie = fields.cookieWish()
    self.product = product.flatMap { product in
      fields.profile(product.asks).map {
        ProductProfile(
          context: product.context, text: String(decoding: $0.json, as: UTF8.self),
          roles: $0.roles)
      }
    }
  }
}

extension RequestFields {
  /// What a product asks for.
  fileprivate mutating func profile(
    _ asked: RegistrationProfile
  ) -> RegistrationProfile.Taken? {
    guard asked.isRequired else { return nullableBody(RegistrationProfile.field, asked.type) }
    return body(RegistrationProfile.field, asked.type)
  }

  /// A person has a name, or both a given and a family name. A name that was given and is not as
  /// it should be was complained about already.
  fileprivate mutating func requireName(_ name: String?, _ first: String?, _ last: String?) {
    guard name == nil, !isAtFault("name") else { return }
    let lacksFirst = first == nil && !isAtFault("first_name")
    let lacksLast = last == nil && !isAtFault("last_name")
    switch (lacksFirst, lacksLast) {
    case (true, true): fail("name", "required", "Give name, or first_name and last_name.")
    case (true, false): fail("first_name", "required", "Give both names, or name.")
    case (false, true): fail("last_name", "required", "Give both names, or name.")
    case (false, false): return
    }
  }
}

/// The body of `POST /login`, in JSON or as OAuth 2's password grant sends it.
struct LoginInput: RequestInput {
  let email: EmailAddress
  let password: String
  let cookie: CookieWish?

  init(from fields: inout RequestFields) {
    email = fields.body("email", .email, form: "username")
    password = fields.body("password", .password)
    cookie = fields.cookieWish()
  }
}

/// The body of `POST /refresh`.
struct RefreshInput: RequestInput {
  let token: String
  let cookie: CookieWish?

  init(from fields: inout RequestFields) {
    token = fields.body("refresh_token", .string(length: 1...1024))
    cookie = fields.cookieWish()
  }
}

/// The body of `POST /password/change`.
struct PasswordChangeInput: RequestInput {
  let current: String
  let new: String

  init(from fields: inout RequestFields) {
    current = fields.body("current_password", .password)
    new = fields.body("new_password", .newPassword)
  }
}

/// The body of `DELETE /me`.
struct DeleteMeInput: RequestInput {
  let password: String?
  let ifMatch: IfMatch?

  init(from fields: inout RequestFields) {
    password = fields.optionalBody("password", .ownPassword)
    ifMatch = fields.ifMatch()
  }
}

/// The path of one session.
struct SessionPath: RequestInput {
  let id: SessionID

  init(from fields: inout RequestFields) {
    id = fields.path("id", .id(of: SessionTag.self))
  }
}

/// `DELETE /sessions/{id}`.
struct SessionEnding: RequestInput {
  let id: SessionID
  let ifMatch: IfMatch?

  init(from fields: inout RequestFields) {
    id = fields.path("id", .id(of: SessionTag.self))
    ifMatch = fields.ifMatch()
  }
}

/// The query of `GET /sessions`.
struct SessionsQuery: RequestInput {
  static let list = "auth.sessions"
  let page: PageQuery

  init(from fields: inout RequestFields) {
    page = fields.page(Self.list, keys: [.id])
  }

  var before: SessionID? { page.lastID.map { SessionID(rawValue: $0) } }
}

extension PageQuery {
  /// The id that the page before ended at.
  var lastID: UInt128? {
    guard case .id(let id)? = cursor?.keys.first else { return nil }
    return id
  }
}
