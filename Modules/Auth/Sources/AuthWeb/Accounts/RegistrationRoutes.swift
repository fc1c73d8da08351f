import Auth
import ContextKit
import Kernel
import Ports
import Router

/// Signing up, with what a context asks of those who sign up below its mount.
/// - Parameters:
///   - context: the context; nil at Auth's own mount.
///   - delivery: hands the context what it asked for.
func registrationRoutes(
  _ accounts: Accounts, _ replies: SignInReplies, for context: ContextOffers?,
  delivery: ProfileDelivery?
) -> [Route] {
  let host = context.flatMap { context in
    context.offers.registration.map { (context: context.context, asks: $0) }
  }
  let body = (host?.context.capitalizedASCII ?? "") + "RegisterInput"
  return [
    ("/register", "Create an account"), ("/signup", "Create an account, as `/register` does"),
  ].map { path, summary in
    .post(
      path, permission: .enter, summary: summary, status: 201, refusals: [EmailTaken.self],
      bodyName: body, reading: { RegisterInput(from: &$0, below: host) },
      asking: { _, input in try await complaints(about: input, accounts) }
    ) { (context, input) in
      let session = try await accounts.register(input.registration, from: context.actor)
      if let profile = input.contextProfile {
        try await delivery?.deliver(profile, of: session.user.id)
      }
      return try await replies.reply(to: session, isNew: true, input.cookie, at: context.now)
    }
    .limitedAtTheDoor
  }
}

/// What is wrong with a registration that only the store knows.
private func complaints(
  about input: RegisterInput, _ accounts: Accounts
) async throws -> [FieldError] {
  guard let code = input.referralCode, try await !accounts.knows(referralCode: code) else {
    return []
  }
  return UnknownReferralCode().problem.fields
}

extension String {
  /// With a capital.
  fileprivate var capitalizedASCII: String { prefix(1).uppercased() + dropFirst() }
}

/// The body of `POST /register`.
struct RegisterInput: RequestInput {
  let email: EmailAddress
  let password: String
  let profile: Profile
  let referralCode: String?
  let contextProfile: ContextProfile?
  let cookie: CookieWish?

  init(from fields: inout RequestFields) { self.init(from: &fields, below: nil) }

  /// - Parameter host: the context below which they sign up, and what it asks them.
  init(
    from fields: inout RequestFields, below host: (context: String, asks: RegistrationProfile)?
  ) {
    email = fields.body("email", .newEmail)
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
    contextProfile = host.flatMap { host in
      fields.profile(host.asks).map {
        ContextProfile(
          context: host.context, text: String(decoding: $0.json, as: UTF8.self),
          roles: $0.roles)
      }
    }
  }
}

extension RegisterInput {
  var registration: Registration {
    Registration(
      email: email, password: password, profile: profile, referralCode: referralCode,
      contextProfile: contextProfile)
  }
}

extension RequestFields {
  /// What a context asks for.
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
