import Fleet
import Kernel
import Ports

extension FleetCaller {
  /// The operator at the command line, who sees everything.
  static let console = FleetCaller(
    userID: UserID(rawValue: 0), oversight: .admin, actor: .operatorConsole)
}
