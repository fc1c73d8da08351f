import Auth
import ContextKit
import Kernel
import Router

/// Signing in with an identity provider.
func socialRoutes(_ signIn: SignIn, _ replies: SignInReplies) -> [Route] {
  [
    socialRoute(.google, IDTokenInput.self, signIn, replies),
    socialRoute(.apple, IDTokenInput.self, signIn, replies),
    socialRoute(.telegram, InitDataInput.self, signIn, replies),
  ]
}

private func socialRoute<Proof: ProofInput>(
  _ provider: IdentityProvider, _ proof: Proof.Type, _ signIn: SignIn, _ replies: SignInReplies
) -> Route {
  .post(
    "/social/\(provider.rawValue)", permission: .enter,
    summary: "Sign in or sign up with \(provider.title)", otherStatuses: [201],
    refusals: [ProviderRefusal.self, SignInRefusal.self, EmailTaken.self]
  ) { (context, input: SocialInput<Proof>) in
    let entry = try await signIn.login(
      with: input.proof.proof(from: provider), calling: input.name, from: context.actor)
    return try await replies.reply(
      to: entry.session, isNew: entry.isNew, input.cookie, at: context.now)
  }
  .answering(
    EmailTaken(),
    with: Problem(
      .emailTaken,
      detail: "The provider does not answer for this address, and an account has it. Sign in "
        + "there, and link this identity to it."))
}

/// The body of `POST /social/…`.
struct SocialInput<Proof: ProofInput>: RequestInput {
  let proof: Proof
  let name: ToldName
  let cookie: CookieWish?

  init(from fields: inout RequestFields) {
    proof = Proof(from: &fields)
    cookie = fields.cookieWish()
    guard Proof.leavesNameOut else {
      name = ToldName()
      return
    }
    // Apple tells a name to the app, at the first sign-in alone, and perhaps an empty one.
    let type = FieldType<String>.text(length: 0...200).described("Taken for a new account.")
    name = ToldName(
      fields.nullableBody("name", type), first: fields.nullableBody("first_name", type),
      last: fields.nullableBody("last_name", type))
  }
}

/// What a provider hands to the app of somebody whom it vouches for.
protocol ProofInput: RequestInput {
  /// Whether the app may be told a name that the proof does not hold.
  static var leavesNameOut: Bool { get }

  /// What is to be checked.
  func proof(from provider: IdentityProvider) -> IdentityProof
}

/// An id token of OpenID Connect.
struct IDTokenInput: ProofInput {
  static let leavesNameOut = true
  let token: String
  let nonce: String?

  init(from fields: inout RequestFields) {
    token = fields.body(
      "id_token", .string(length: 1...65_536).described("As the provider gave it to the app."))
    nonce = fields.nullableBody(
      "nonce",
      .string(length: 1...1024).described(
        "What the sign-in was begun with; the token holds it or its SHA-256 in hexadecimal digits."
      ))
  }

  func proof(from provider: IdentityProvider) -> IdentityProof {
    .idToken(token, nonce: nonce, from: provider)
  }
}

/// What Telegram hands to a Mini App.
struct InitDataInput: ProofInput {
  static let leavesNameOut = false
  let initData: String

  init(from fields: inout RequestFields) {
    initData = fields.body(
      "init_data",
      .string(length: 1...65_536).described("`Telegram.WebApp.initData`, as it is."))
  }

  func proof(from provider: IdentityProvider) -> IdentityProof { .telegram(initData: initData) }
}
