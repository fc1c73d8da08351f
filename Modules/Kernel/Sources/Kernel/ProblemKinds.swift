// Where two kinds share a status, the code tells them apart.
extension ProblemKind {
  /// 400: the body is not JSON.
  public static let badJSON = ProblemKind(
    status: 400, code: "bad_json", title: "The body is not JSON")
  /// 400: the request is malformed.
  public static let badRequest = ProblemKind(
    status: 400, code: "bad_request", title: "The request is malformed")
  /// 401: the request carries no valid access token.
  public static let unauthorized = ProblemKind(
    status: 401, code: "unauthorized", title: "Not signed in")
  /// 403: signed in, but without the right.
  public static let forbidden = ProblemKind(
    status: 403, code: "forbidden", title: "Not allowed")
  /// 404: there is no such resource, or the caller may not know of it.
  public static let notFound = ProblemKind(
    status: 404, code: "not_found", title: "Not found")
  /// 405: the path is known, the method is not; the answer carries `Allow`.
  public static let methodNotAllowed = ProblemKind(
    status: 405, code: "method_not_allowed", title: "Method not allowed")
  /// 408: the request did not arrive in time.
  public static let requestTimeout = ProblemKind(
    status: 408, code: "request_timeout", title: "The request took too long")
  /// 409: the resource's state does not allow the request.
  public static let conflict = ProblemKind(
    status: 409, code: "conflict", title: "Conflict with the current state")
  /// 409: an earlier request with the same idempotency key is still running.
  public static let idempotencyInProgress = ProblemKind(
    status: 409, code: "idempotency_in_progress", title: "A request with this key is still running")
  /// 412: the resource is not in the version that `If-Match` names.
  public static let preconditionFailed = ProblemKind(
    status: 412, code: "precondition_failed", title: "Precondition failed")
  /// 413: the body is over the route's limit.
  public static let payloadTooLarge = ProblemKind(
    status: 413, code: "payload_too_large", title: "The body is too large")
  /// 414: the request target is over the limit.
  public static let uriTooLong = ProblemKind(
    status: 414, code: "uri_too_long", title: "The request target is too long")
  /// 415: the body's type or coding is not one that the route reads.
  public static let unsupportedMediaType = ProblemKind(
    status: 415, code: "unsupported_media_type", title: "Unsupported media type")
  /// 422: fields are missing, of the wrong type or out of range; the answer names them all.
  public static let validation = ProblemKind(
    status: 422, code: "validation_failed", title: "Some fields are not valid")
  /// 422: the idempotency key was used with another body.
  public static let idempotencyKeyReused = ProblemKind(
    status: 422, code: "idempotency_key_reused",
    title: "The idempotency key was used for another request")
  /// 422: configuration asks for an idempotency key and none came.
  public static let idempotencyKeyRequired = ProblemKind(
    status: 422, code: "idempotency_key_required", title: "An idempotency key is required")
  /// 423: locked after too many failures.
  public static let locked = ProblemKind(
    status: 423, code: "locked", title: "Locked")
  /// 429: the caller exceeds a rate limit or quota.
  public static let tooManyRequests = ProblemKind(
    status: 429, code: "too_many_requests", title: "Too many requests")
  /// 431: the head is over the limit in octets or fields.
  public static let headersTooLarge = ProblemKind(
    status: 431, code: "headers_too_large", title: "The header fields are too large")
  /// 500: the fault is ours; the log has the details.
  public static let internalError = ProblemKind(
    status: 500, code: "internal_error", title: "Internal error")
  /// 501: the transfer coding or method is not one that the server knows.
  public static let notImplemented = ProblemKind(
    status: 501, code: "not_implemented", title: "Not implemented")
  /// 503: overloaded, draining, or a store is out of reach.
  public static let unavailable = ProblemKind(
    status: 503, code: "unavailable", title: "Temporarily unavailable")
  /// 505: not HTTP/1.0 or HTTP/1.1.
  public static let versionNotSupported = ProblemKind(
    status: 505, code: "version_not_supported", title: "HTTP version not supported")
  /// 503: the change may have been made, and nothing tells. Sending it again might make it twice.
  public static let outcomeUnknown = ProblemKind(
    status: 503, code: "outcome_unknown", title: "It is not known whether this was done")
}
