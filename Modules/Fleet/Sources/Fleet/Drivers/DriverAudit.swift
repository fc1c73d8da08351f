import Kernel
import Ports

extension Driver {
  /// `driver:<id>`.
  var auditTarget: String { "driver:\(id)" }

  /// Their state for the audit trail.
  var auditText: String {
    AuditText([
      ("company_id", "\(companyID)"), ("user_id", userID.map { "\($0)" }),
      ("name", details.name), ("email", details.email.canonical),
      ("phone_number", details.phoneNumber), ("license_number", details.licenseNumber),
      ("vehicle_number", details.vehicleNumber), ("truck_model", details.truckModel),
      ("license_plate", details.licensePlate),
      ("monthly_limit", monthlyLimit.map { "\($0)" }), ("limits", limits?.auditText),
      ("tank_capacity", tankCapacity.map { "\($0)" }), ("odometer", odometer?.description),
      ("is_active", "\(isActive)"),
    ]).text
  }
}

extension DriverLimits {
  /// What they are, in one line.
  fileprivate var auditText: String {
    let parts = [
      perTransaction.map { "\($0) a transaction" }, dailyLiters.map { "\($0) a day" },
      dailyCount.map { "\($0) transactions a day" },
      hours.map { "\($0.from.clockText)-\($0.to.clockText)" },
      weekdays.map { "weekdays \($0.sorted().map { "\($0)" }.joined(separator: " "))" },
      products.map { $0.map(\.rawValue).sorted().joined(separator: " ") },
    ]
    return (parts.compactMap(\.self) + [action.rawValue]).joined(separator: ", ")
  }
}
