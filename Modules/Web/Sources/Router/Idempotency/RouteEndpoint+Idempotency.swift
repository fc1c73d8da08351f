internal import Crypto
internal import HTTP
public import Kernel

extension RouteEndpoint {
  /// The caller's key, if one came. What is wrong with it is told together with the fields.
  func idempotencyKey(
    _ context: RequestContext, _ source: RequestSource, _ errors: inout [FieldError]
  ) throws(Problem) -> IdempotencyKey? {
    let keys = context.request.headers.values(IdempotencyKey.field)
    guard keys.count < 2 else {
      throw Problem(.badRequest, detail: "Idempotency-Key was given more than once.")
    }
    guard let key = keys.first else {
      guard settings.requiresIdempotencyKeys else { return nil }
      throw Problem(
        .idempotencyKeyRequired,
        detail: "Send an Idempotency-Key, so that the request can be repeated safely.",
        fields: [
          FieldError(
            field: IdempotencyKey.field, code: "required", message: "This field is required.")
        ])
    }
    guard (1...255).contains(key.utf8.count), key.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F })
    else {
      errors.append(
        FieldError(
          field: IdempotencyKey.field, code: "invalid",
          message: "A key is 1 to 255 visible ASCII characters."))
      return nil
    }
    return IdempotencyKey(
      owner: context.principal?.userID.rawValue ?? 0,
      route: context.request.method.rawValue + " " + context.request.path, key: key,
      fingerprint: digestOfMeaning(context, source),
      octetsFingerprint: digestOfOctets(context), requestID: context.requestID)
  }

  /// By what the request says. A query that the route does not take apart counts by its octets.
  private func digestOfMeaning(_ context: RequestContext, _ source: RequestSource) -> [UInt8] {
    var octets = RequestMeaning.octets(of: source, body: context.bodyBytes)
    if source.query.isEmpty, let query = context.request.query { octets += "?\(query)".utf8 }
    return SHA256.hash(octets)
  }

  /// By the octets of body and query, as earlier releases told requests apart.
  private func digestOfOctets(_ context: RequestContext) -> [UInt8] {
    guard let query = context.request.query else { return SHA256.hash(context.bodyBytes) }
    return SHA256.hash(context.bodyBytes + Array("?\(query)".utf8))
  }
}

extension IdempotencyKey {
  /// The header field that a key comes in.
  static let field = "Idempotency-Key"
}

extension Problem {
  /// The key came before, with another body.
  public static var idempotencyKeyReused: Problem { IdempotencyKeyReused().problem }
}
