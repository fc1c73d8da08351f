public import RuntimeSettings

/// What administrators may change while servers run.
public enum RuntimeSettingOffer: OfferKey {
  /// One setting.
  public typealias Item = AnyRuntimeSetting
}

extension Offers {
  /// The settings of the context that administrators change while servers run. Each is read by
  /// `environment.settings`.
  public var runtimeSettings: [any RuntimeSettingDeclaration] {
    get { self[RuntimeSettingOffer.self] }
    set { self[RuntimeSettingOffer.self] = newValue.map(\.erased) }
  }
}
