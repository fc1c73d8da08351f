import ContextKit
import Fitness
import Kernel
import Router

extension FitnessCaller {
  /// Who sends a request.
  init(_ caller: Caller) {
    self.init(
      userID: caller.userID, rights: Self.rights(of: caller.principal), actor: caller.actor)
  }

  /// Who has a socket open.
  init(_ principal: Principal) {
    self.init(userID: principal.userID, rights: Self.rights(of: principal))
  }

  private static func rights(of principal: Principal) -> Set<FitnessRight> {
    Set(FitnessRight.allCases.filter { principal.has($0.role) })
  }
}
