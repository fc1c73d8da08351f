internal import HTTP
public import Kernel

extension Route {
  /// Every kind of refusal that the route may answer: those that follow from what it takes and whom
  /// it asks for, and those of its own.
  public var problems: [ProblemKind] {
    var kinds: [ProblemKind] = [.badRequest]
    if !input.bodyFields.isEmpty { kinds.append(.badJSON) }
    // Whoever is signed in may do what asks for no more; an API key may not.
    if permission.needsPrincipal { kinds += [.unauthorized, .forbidden] }
    if !parameterNames.isEmpty { kinds.append(.notFound) }
    if takesBody { kinds.append(.unsupportedMediaType) }
    // A body that nobody wants has a limit, too.
    if takesBody || dropsBody { kinds += [.requestTimeout, .payloadTooLarge] }
    if options.isIdempotent {
      kinds += [.idempotencyInProgress, .idempotencyKeyReused, .idempotencyKeyRequired]
    }
    if input.parameters.contains(where: { $0.name == "If-Match" }) {
      kinds.append(.preconditionFailed)
    }
    kinds += [.validation, .tooManyRequests, .unavailable]
    if method != .get { kinds.append(.outcomeUnknown) }
    for kind in options.problems where !kinds.contains(kind) { kinds.append(kind) }
    return kinds
  }
}
