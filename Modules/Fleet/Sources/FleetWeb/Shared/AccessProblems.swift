import ContextKit
public import Fleet
public import Kernel
import Router

extension AccessRefusal: Refusing {
  /// 404 word for word as for what there is not, or 403.
  public var problem: Problem {
    switch self {
    case .notFound: NotFound().problem
    case .forbidden: Problem(.forbidden, detail: "You are not allowed to do this.")
    }
  }
}

extension FleetCaller {
  /// Who sends a request.
  init(_ caller: Caller) {
    self.init(
      userID: caller.userID, oversight: Oversight(of: caller.principal), actor: caller.actor)
  }

  /// Who has a socket open.
  init(_ principal: Principal) {
    self.init(userID: principal.userID, oversight: Oversight(of: principal))
  }
}

extension Oversight {
  /// What somebody may see as staff; nil for everybody else.
  fileprivate init?(of principal: Principal) {
    if principal.has(.admin) {
      self = .admin
    } else if principal.has(.support) {
      self = .support
    } else {
      return nil
    }
  }
}
