public import Fitness
public import Kernel
import Router

extension ProblemKind {
  /// 403: it is switched off.
  static let featureDisabled = ProblemKind(
    status: 403, code: "feature_disabled", title: "This is switched off")
}

extension FeatureDisabled: Refusing {
  /// 403.
  public var problem: Problem {
    Problem(.featureDisabled, detail: "The operator has switched this off.")
  }

  /// `feature_disabled`.
  public static var kinds: [ProblemKind] { [.featureDisabled] }
}
