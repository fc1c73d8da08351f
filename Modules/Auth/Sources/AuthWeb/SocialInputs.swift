import Auth
import Kernel
import Router

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

/// The body of `POST /identities/…`.
struct LinkInput<Proof: ProofInput>: RequestInput {
  let proof: Proof
  let password: String?

  init(from fields: inout RequestFields) {
    proof = Proof(from: &fields)
    password = fields.nullableBody("password", .passwordOfOldSession)
  }
}

/// `DELETE /identities/{id}`.
struct UnlinkInput: RequestInput {
  let id: IdentityID
  let password: String?
  let ifMatch: IfMatch?

  init(from fields: inout RequestFields) {
    id = fields.path("id", .id(of: IdentityTag.self))
    password = fields.nullableBody("password", .passwordOfOldSession)
    ifMatch = fields.ifMatch()
  }
}

extension FieldType where Value == String {
  fileprivate static var passwordOfOldSession: FieldType {
    FieldType.password.described(
      "Asked for when the sign-in is older than `auth.recent_login` says.")
  }
}

/// The path of one identity.
struct IdentityPath: RequestInput {
  let id: IdentityID

  init(from fields: inout RequestFields) {
    id = fields.path("id", .id(of: IdentityTag.self))
  }
}

/// The query of `GET /identities`.
struct IdentitiesQuery: RequestInput {
  static let list = "auth.identities"
  let page: PageQuery

  init(from fields: inout RequestFields) {
    page = fields.page(Self.list, keys: [.id])
  }

  var before: IdentityID? { page.lastID.map { IdentityID(rawValue: $0) } }
}

/// An identity on the wire. Only its user sees it.
struct IdentityBody: ResponseBody {
  let identity: Identity

  static let shape = Shape<IdentityBody>(
    "Identity",
    .id("id") { $0.identity.id },
    .enumeration("provider") { $0.identity.provider },
    .string("subject") { $0.identity.subject },
    .optionalString("email") { $0.identity.email?.canonical },
    .instant("created_at") { $0.identity.createdAt },
    .instant("last_used_at") { $0.identity.lastUsedAt })
}
