import Kernel
import Ports

// What the audit trail is told of companies and their members.

extension Company {
  /// `company:<id>`.
  var auditTarget: String { "company:\(id)" }

  /// Its state.
  var auditText: String {
    AuditText([
      ("name", name), ("type", type.rawValue), ("owner_id", ownerID.map { "\($0)" }),
      ("address", details.address), ("phone_number", details.phoneNumber),
      ("tax_id", details.taxID), ("time_zone", timeZone), ("is_active", "\(isActive)"),
    ]).text
  }
}

extension CompanyMember {
  /// Its state.
  var auditText: String {
    AuditText([("user_id", "\(userID)"), ("role", role.rawValue)]).text
  }
}

extension CompanyInvitation {
  /// Its state; the code is nobody's to know.
  var auditText: String {
    AuditText([
      ("invitation_id", "\(id)"), ("email", email.canonical), ("role", role.rawValue),
      ("state", state.rawValue),
    ]).text
  }
}
