public import Ajo
public import Kernel
import Ports
import Router

/// Who users are: who may call what.
func identityRoutes(_ identity: IdentityService) -> [Route] {
  [
    .get("/kyc", permission: .readOwnWallet, summary: "Show whether your identity is verified") {
      caller in
      IdentityBody(
        status: try await identity.status(of: caller.userID),
        check: try await identity.latest(of: caller.userID))
    },
    .post(
      "/kyc", permission: .showOwnIdentity, summary: "Have your identity verified", status: 202,
      refusals: [
        IdentityRefusal.self, ProviderUnavailable.self, NotFound.self, UserLeaving.self,
      ],
      answer: { (check: IdentityCase) in
        Reply.accepted(IdentityBody(status: .pending, check: check))
      }
    ) { (caller, input: IdentityInput, once) in
      try await identity.claim(input.claim(of: caller.userID), once: once)
    }.limited(to: 10, inSeconds: 3_600),
    identityWebhookRoute(identity),
  ]
}

extension ProblemKind {
  /// 409: it is known already who the user is.
  static let alreadyVerified = ProblemKind(
    status: 409, code: "already_verified", title: "Your identity is verified")
  /// 409: it is being looked at.
  static let identityUnderWay = ProblemKind(
    status: 409, code: "kyc_pending", title: "Your identity is being verified")
}

extension IdentityRefusal: Refusing {
  /// How the caller is told.
  public var problem: Problem {
    switch self {
    case .notFound: NotFound().problem
    case .alreadyVerified: Problem(.alreadyVerified, detail: "There is nothing left to do.")
    case .underWay: Problem(.identityUnderWay, detail: "Wait for the answer.")
    }
  }
}

/// The body of `POST /kyc`.
struct IdentityInput: RequestInput {
  let document: IdentityDocument
  let number: String
  let holder: IdentityCase.Holder

  init(from fields: inout RequestFields) {
    document = fields.body("id_type", .enumeration(IdentityDocument.self))
    number = fields.body("id_number", .string(length: 5...32, of: .alphanumerics))
    holder = IdentityCase.Holder(
      firstName: fields.nullableBody("first_name", .line(length: 1...200)),
      lastName: fields.nullableBody("last_name", .line(length: 1...200)),
      birthday: fields.nullableBody("date_of_birth", .date))
  }

  func claim(of user: UserID) -> DocumentClaim {
    DocumentClaim(userID: user, document: document, number: number, holder: holder)
  }
}

/// What is known of a user, on the wire.
struct IdentityBody: ResponseBody {
  let status: Customer.Status
  let check: IdentityCase?

  static let shape = Shape<IdentityBody>(
    "Identity",
    .enumeration("status") { $0.status },
    .optionalOneOf("id_type", IdentityDocument.allCases.map(\.rawValue)) {
      $0.check?.document.rawValue
    },
    .optionalString("id_number_last4") { $0.check?.lastFour },
    .optionalString("reason") { $0.check?.reason },
    .optionalInstant("submitted_at") { $0.check?.createdAt },
    .optionalInstant("decided_at") { $0.check?.decidedAt })
}
