import ContextKit
public import Fleet
public import Kernel
import Router

// How refusals of drivers are told.

extension ProblemKind {
  /// 409: another driver of the company has the licence.
  static let licenseTaken = ProblemKind(
    status: 409, code: "license_taken", title: "Another driver has this licence")
}

extension DriverRefusal: Refusing {
  /// How the caller is told.
  public var problem: Problem {
    switch self {
    case .companyMissing:
      Self.invalid(
        "consumer_company_id", "required", "You manage several companies: name one of them.")
    case .notAConsumer:
      Self.invalid(
        "consumer_company_id", "not_a_consumer", "Only companies that buy fuel have drivers.")
    case .immutableCompany:
      Self.invalid("consumer_company_id", "immutable", "A driver's company never changes.")
    case .immutableUser:
      Self.invalid("user_id", "immutable", "A driver's user changes by an invitation only.")
    case .idTaken: Problem(.idTaken, detail: "Choose another id, or leave it out.")
    case .licenseTaken:
      Problem(.licenseTaken, detail: "No two drivers of a company have one licence number.")
    case .alreadyAccepted:
      Problem(.invitationUsed, detail: "This driver has accepted an invitation already.")
    case .pendingTransactions:
      Problem(
        .pendingTransactions, detail: "Have the driver's requests decided or cancelled first.")
    }
  }

  private static func invalid(_ field: String, _ code: String, _ message: String) -> Problem {
    Problem(.validation, fields: [FieldError(field: field, code: code, message: message)])
  }
}
