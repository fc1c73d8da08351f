public import Kernel

extension ProblemKind {
  /// 409: an account does not cover what is taken from it (`TransferRejection.exceedsBalance`).
  public static let insufficientFunds = ProblemKind(
    status: 409, code: "insufficient_funds", title: "Insufficient funds")
}
