public import Kernel
public import Ports

extension ProblemKind {
  /// 403: no PIN token came with the request, or none that fits.
  public static let pinRequired = ProblemKind(
    status: 403, code: "pin_required", title: "A PIN token is required")
}

extension PinRequired: Refusing {
  /// 403, with the way to a token.
  public var problem: Problem {
    Problem(
      .pinRequired,
      detail: hasPin
        ? "Trade your PIN for a token at /pin/verify and send it as X-Pin-Token."
        : "Set a transaction PIN first.")
  }

  /// `pin_required`.
  public static var kinds: [ProblemKind] { [.pinRequired] }
}
