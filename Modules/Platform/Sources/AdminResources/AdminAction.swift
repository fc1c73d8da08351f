/// What can be done with a record besides changing its fields.
public struct AdminAction: Sendable, Hashable {
  /// Whether an action wants a reason.
  public enum Reason: String, Sendable, Hashable, CaseIterable {
    case required, optional, none
  }

  /// What is asked before an action is done.
  public struct Confirmation: Sendable, Hashable {
    /// The question.
    public let title: String
    /// What will happen.
    public let text: String
    /// The field whose value has to be typed; nil where none has.
    public let typedField: String?

    /// A confirmation.
    public init(_ title: String, _ text: String, typing field: String? = nil) {
      self.title = title
      self.text = text
      typedField = field
    }
  }

  /// Its name on the wire, in snake_case.
  public let name: String
  /// What people call it: an imperative.
  public let label: String
  /// Whether it moves money, opens doors or destroys something.
  public let isDangerous: Bool
  /// What is asked first; nil where nothing is.
  public let confirmation: Confirmation?
  /// Whether it wants a reason.
  public let reason: Reason
  /// What else it asks for.
  public let input: [AdminField]
  /// The values of a field that a record must have; empty where any record will do.
  public let when: [String: [String]]
  /// Whether it can be done with many records at once.
  public let isBulk: Bool

  /// An action.
  public init(
    _ name: String, _ label: String, dangerous: Bool = false, confirm: Confirmation? = nil,
    reason: Reason = .none, input: [AdminField] = [], when: [String: [String]] = [:],
    bulk: Bool = false
  ) {
    self.name = name
    self.label = label
    isDangerous = dangerous
    confirmation = confirm
    self.reason = reason
    self.input = input
    self.when = when
    isBulk = bulk
  }
}
