public import Ajo
import HTTP
public import Kernel
import Router

/// Takes in what Smile ID tells of a check. It is acted on in one unit of work before it is
/// answered: what could not be is told again.
func identityWebhookRoute(_ identity: IdentityService) -> Route {
  .raw(
    .post, "/webhooks/smileid", permission: .tellIdentity,
    summary: "Receive a webhook of Smile ID", mediaTypes: ["application/json"],
    collectsBody: true, bodyLimit: 262_144,
    refusals: [KYCWebhookRefusal.self, ProviderUnavailable.self]
  ) { context in
    let fields = ["timestamp", "signature"].compactMap { name in
      context.request.headers[name].map { (name, $0) }
    }
    try await identity.receive(
      Dictionary(fields) { first, _ in first }, context.bodyBytes, from: "smileid")
    return HTTPResponse(
      status: 200, headers: ["Content-Type": "application/json"],
      body: .bytes(Array(#"{"received":true}"#.utf8)))
  }
}

extension OpenPermission {
  /// Tell what came of a check of somebody's identity: whoever signs as the provider does.
  static let tellIdentity = OpenPermission("ajo.kyc.tell")
}

extension ProblemKind {
  /// 401: it does not come from the provider.
  static let badSignature = ProblemKind(
    status: 401, code: "bad_signature", title: "The signature is missing or wrong")
}

extension KYCWebhookRefusal: Refusing {
  /// How the sender is told.
  public var problem: Problem {
    switch self {
    case .malformed: Problem(.badJSON, detail: "The body is no object.")
    case .badSignature: Problem(.badSignature)
    case .stale: Problem(.badSignature, detail: "The timestamp is not of the last five minutes.")
    }
  }
}
