internal import Kernel
public import Ports
public import Router

extension Caller {
  /// Who acts, for sessions and the audit trail.
  public var actor: Actor { context.actor }
}

extension RequestContext {
  /// Who acts, for sessions and the audit trail: nobody where nobody is signed in.
  public var actor: Actor {
    Actor(
      userID: principal?.userID, address: remoteAddress, network: network, userAgent: userAgent,
      requestID: requestID)
  }
}
